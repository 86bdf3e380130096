//! The start of the replay: the crate's samples, and inputs that are small and
//! strange.

/// Messages in JSON and XML.
pub const MESSAGES: &[&[u8]] = &[
    include_bytes!("../../../glpi-proto/samples/contact.json"),
    include_bytes!("../../../glpi-proto/samples/contact-answer.json"),
    include_bytes!("../../../glpi-proto/samples/prolog.xml"),
    include_bytes!("../../../glpi-proto/samples/reply-jobs.xml"),
    include_bytes!("../../../glpi-proto/samples/inventory.json"),
    include_bytes!("../../../glpi-proto/samples/error.json"),
    include_bytes!("../../../glpi-proto/samples/pending.json"),
    include_bytes!("../../../glpi-proto/samples/get-params-answer.json"),
    include_bytes!("../../../glpi-proto/samples/collect-jobs.json"),
    include_bytes!("../../../glpi-proto/samples/deploy-jobs.json"),
    include_bytes!("../../../glpi-proto/samples/register.json"),
    include_bytes!("../../../glpi-proto/samples/answer.zlib.bin"),
    br#"{"status":"ok","expiration":"1d\n","tasks":[],"disabled":"esx","0":{"OPTION":{"NAME":"X","PARAM":{"content":"","attributes":{"PID":1}}}}}"#,
    br#"{"status":"","expiration":24.0,"message":null,"tasks":{"inventory":{"server":"glpi","params":[{"use[1]":"mysql","use":["x"]}]},"x":7}}"#,
    br#"{"jobs":[{"uuid":"u","host":"h","user":"u","password":"p"}]}"#,
    br#"{"configValidityPeriod":"0600","schedule":[{"task":"ESX","remote":"http://x/","periodicity":3600}]}"#,
    br#"{"token_type":"Bearer","access_token":"t","expires_in":"60","scope":[]}"#,
    br#"{"query":"get_params","deviceid":"d","params_id":1e2,"use":"mysql"}"#,
    br#"{"PROLOG_FREQ":24,"RESPONSE":"SEND"}"#,
    br#"{"jobs":{},"associatedFiles":[]}"#,
    b"<?xml version=\"1.0\"?>\n<REPLY><expiration>24h</expiration><status>ok</status><A B='&lt;&#233;'>&x;<![CDATA[<]]></A></REPLY>",
    b"<REQUEST><CONTENT><AGENT><NBIP>3</NBIP></AGENT></CONTENT><QUERY>NETDISCOVERY</QUERY></REQUEST>",
    b"\xef\xbb\xbf \n<REPLY>\xe9</REPLY>",
    b"<html><title>GLPI</title></html>",
];

/// Texts of small grammars.
pub const GRAMMARS: &[&str] = &[
    "24h",
    "007m",
    "1d\n",
    "24.0",
    "1e3",
    "true",
    "\"30s\"",
    "99999999999999999999",
    "9223372036854775807d",
    "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
    "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0, 00000000-0000-0000-0000-000000000000",
    "2E6A9AF1",
    "application/json; q=0.5, */*;q=0.001, application/x-br",
    "application/x-compress-zlib",
    "action=setAnswer&uuid=u&k%5B%5D=%C3%A9+x&action=y",
    "GLPI-Agent-ID: 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0\nGLPI-Proxy-ID: x\nPragma: no-cache\nAccept: */*",
    "02:00:5e:10:00:ff",
    "/glpi/plugins/x/front/inventory.php",
];
