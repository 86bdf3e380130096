//! The start of the replay: documents, and members of a content, that are small and strange.

/// Documents, and members of a content.
pub const DOCUMENTS: &[&str] = &[
    r#"{"action":"inventory","deviceid":"d","itemtype":"Computer","jobid":7,"partial":"yes","tag":"t","content":{"versionclient":"v"}}"#,
    r#"{"deviceid":"d","content":{"versionclient":"v","x":1},"content":{"versionclient":"w"},"y":2}"#,
    r#"{"DEVICEID":"d","query":"INVENTORY","content":[]}"#,
    r#""cpus":[{"arch":"i686","core":"4","speed":2400.0},{"arch":"riscv64","core":4.5,"thread":null},7]"#,
    r#""bios":{"bdate":"2024-02-30","secure_boot":"on","ssn":1,"ssn":"2"},"hardware":{"memory":1e400,"etime":5}"#,
    r#""softwares":[{"name":"a","install_date":"2024-03-09","no_remove":"on"},{"version":1},[]],"envs":{}"#,
    r#""databases_services":{"name":"n","version":"1","is_active":"1","databases":{"name":"d"}},"databases":[{"port":1}]"#,
    r#""networks":[{"description":"e","status":"up","type":"wifi","ipaddress":"192.0.2.1","mtu":1500},{"ipaddress":"x"}]"#,
    r#""network_device":{"name":"n","ips":["192.0.2.1","::1","x"],"type":"Unmanaged"},"modems":[{"imei":["1",2]},{"imei":"3"}]"#,
    r#""network_ports":[{"ifstatus":"8","ifportduplex":0,"aggregate":[1,"2"],"ips":[],"vlans":[{"number":1}],"connections":[{"mac":["a"]}]}]"#,
    r#""virtualmachines":[{"name":"v","vmtype":"jail","ipaddress":"::1","operatingsystem":{"timezone":{"name":"n","offset":"+0200"},"x":1}}]"#,
    r#""operatingsystem":{"boot_time":"2024-03-09T10:11:12Z","timezone":{"name":"n","offset":"CET"}},"accesslog":{}"#,
    r#""error":{"id":"x"},"cartridges":[{"tonerblack":"90"}],"network_components":[{"ip":5,"stack_number":1}],"accountinfo":{}"#,
    r#""processes":[{"cmd":"\u00e9\ud83d\ude00\n","pid":1,"user":"u","started":"2024-03-09 10:11:12\n"}],"a\/b~c":[[[{}]]]"#,
];
