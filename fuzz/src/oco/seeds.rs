//! Seeds of the replay: inputs that are small and strange.

/// Requests and replies of all dialects.
pub const MESSAGES: &[&str] = &[
    r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.hello","params":{"uid":"u-1","hostname":"pc-9","timestamp":1790000000.1234,"data":{"agent_version":"1.2.0","networks":[{"addr":"192.0.2.9","mac":"-"}],"services":[{"status":"0","name":"disk","merics":"a=1"}],"uptime":5.5,"battery_level":false}}}"#,
    r#"{"jsonrpc":2,"id":"x","method":"oco.agent_hello","params":{"hostname":"pc-9","agent-key":"k","data":[]}}"#,
    r#"{"jsonrpc":true,"id":[],"method":"oco.client_update","params":{"hostname":7,"client-key":null,"data":null},"x":1}"#,
    r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.update","params":{"hostname":"pc-9","data":{"os":"Demo","ram":"25276502016","software":[{"name":"a","version":"1","description":""}],"partitions":{},"logins":null,"users":[{"uid":0,"disabled":"1"}]}}}"#,
    r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.update_deploy_status","params":{"hostname":"pc-9","agent-key":"k","data":{"job-id":"dynamic-3","state":"3","return-code":null,"message":"","download-progress":12.5}}}"#,
    r#"{"jsonrpc":"2.0","id":1,"method":"oco.client_hello","params":{"client-key":"k","data":{"hostname":"pc-9","networks":[]}}}"#,
    r#"{"jsonrpc":"2.0","id":1,"method":"oco.update_deploy_status","params":{"client-key":"k","data":{"job-id":3,"state":1,"message":""}}}"#,
    r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.events","params":{"hostname":"pc-9","data":{"events":[{"log":"x","event_id":"","level":3,"data":{"a":"b"}}]}}}"#,
    r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.passwords","params":{"hostname":"pc-9","data":{"passwords":[{"username":"a","password":{"iv":"","data":""},"revoke":true},{"password":"p"}]}}}"#,
    r#"{"jsonrpc":"2.0","id":1,"method":"oco.agent.download","params":{"hostname":"pc-9","package-id":"7","data":{"a":[1e400]}}}"#,
    r#"{"id":1,"error":null,"result":{"success":true,"params":{"server-key":null,"agent-key":"top-secret","update":1,"software-jobs":[{"id":1,"container-id":"deployment_rule::1","procedure":"x","restart":5}],"events":[{"log":"journalctl"}]},"timestamp":1790000000.5}}"#,
    r#"{"id":{},"error":"x","result":{"success":"2","params":{"policies":{"machine":[],"u":{"JSON:/a:b":[1]}}}}}"#,
    r#"{"id":1,"error":null,"result":{"success":true,"params":{"software-jobs":{"1":{"id":1},"3":{"id":"dynamic-3"}},"events":{}}}}"#,
    r#"{"id":1,"result":null,"error":"Unknown Method"}"#,
    r#"[{"jsonrpc":"2.0"}]"#,
];

/// Texts of small grammars.
pub const GRAMMARS: &[&str] = &[
    r"JSON:C:\demo.json:a\b",
    "REGISTRY:HKLM\\x:y",
    "REGISTRY:HKLM\\x",
    "/payloadprovider.php?hostname=pc-9&agent-key=%F0%9F%8C%88&id=7",
    "/api-agent.php?uid=u&hostname=a+b&agent-key=k&id=1&x=y",
    "1790000000.1234",
    "1e300",
    "-5",
    "dynamic-9",
    "deployment_rule::2",
    "attachment; filename=\"7.zip\"",
    "Computer not allowed to update job »7«",
    "12345678-1234-5678-90ab-cddeefaabbcc",
];
