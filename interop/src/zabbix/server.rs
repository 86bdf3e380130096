//! A real server with its database, and the rows that the tests put into it.

use super::{Config, Release, start};
use crate::{Database, Dialogue, Program, Setup, free_port, wait_until};

/// Name of the proxy that the test plays.
pub const PROXY_NAME: &str = "interop-proxy";
/// Id of the proxy.
pub const PROXY_ID: u64 = 81_001;
/// Id of a host that the proxy monitors.
pub const SERVED_HOST_ID: u64 = 81_010;
/// Name of the host.
pub const SERVED_HOST_NAME: &str = "interop-served";
/// Id of an item of the host with numeric values.
pub const NUMBER_ITEM: u64 = 82_001;
/// Id of an item of the host with text values.
pub const TEXT_ITEM: u64 = 82_002;
/// Id of the task of the remote command.
pub const COMMAND_TASK: u64 = 83_001;
/// The remote command.
pub const COMMAND: &str = "echo \"from the server\"";

/// A real server and its database.
#[derive(Debug)]
pub struct RealServer {
    // Fields are dropped in this order.
    /// The server.
    pub program: Program,
    database: Database,
    release: Release,
    /// The server's port.
    pub port: u16,
}

impl RealServer {
    /// Creates the database with a proxy and a host, and starts the server. With a
    /// `passive_port` the proxy is passive and listens there.
    ///
    /// # Panics
    /// Any of this fails.
    #[must_use]
    pub fn start(dialogue: &Dialogue, setup: &Setup, release: Release, passive_port: Option<u16>) -> Self {
        let database = Database::start(dialogue.folder());
        database.execute("postgres", "create database zabbix");
        for part in ["schema", "images", "data"] {
            database.import("zabbix", &setup.file(&format!("usr/share/zabbix-server-pgsql/{part}.sql.gz")));
        }
        database.execute("zabbix", &rows(release, passive_port));
        let port = free_port();
        let config = Config::new(port)
            .set("DBHost", "127.0.0.1")
            .set("DBPort", database.port())
            .set("DBName", "zabbix")
            .set("DBUser", "postgres")
            .set("StartProxyPollers", 2)
            .set("StartPollers", 1)
            .set("ProxyConfigFrequency", 5)
            .set("ProxyDataFrequency", 1)
            .set("CacheUpdateFrequency", 2);
        let mut program = start(dialogue, setup, "zabbix_server", config);
        wait_until("the server", || {
            assert!(!program.has_ended(), "the server has ended");
            let log = program.log();
            ["[trapper #1]", "[configuration syncer #1]"].iter().all(|it| log.contains(it)).then_some(())
        });
        Self { program, database, release, port }
    }

    /// Returns the result of a query.
    #[must_use]
    pub fn query(&self, sql: &str) -> String {
        self.database.query("zabbix", sql)
    }

    /// Waits until a query has the expected result.
    ///
    /// # Panics
    /// The result does not become the expected one in time.
    pub fn expect(&self, sql: &str, expected: &str) {
        let mut last = String::new();
        wait_until(&format!("{expected:?} from {sql}"), || {
            let now = self.query(sql);
            if now != last {
                println!("{sql}: {now}");
                last.clone_from(&now);
            }
            (now == expected).then_some(())
        });
    }

    /// Queues a remote command for the proxy.
    pub fn queue_command(&self) {
        let proxy = if self.release == Release::V6_0 { "proxy_hostid" } else { "proxyid" };
        self.database.execute(
            "zabbix",
            &format!(
                "insert into task(taskid,type,status,clock,ttl,{proxy})
                   values ({COMMAND_TASK},2,1,extract(epoch from now())::int,600,{PROXY_ID});
                 insert into task_remote_command(taskid,command_type,execute_on,command,parent_taskid,hostid)
                   values ({COMMAND_TASK},0,2,'{COMMAND}',{COMMAND_TASK},{SERVED_HOST_ID})"
            ),
        );
    }

    /// Waits for the result of the command.
    pub fn expect_result(&self, info: &str) {
        self.expect(
            &format!(
                "select status, info from task_remote_command_result where parent_taskid={COMMAND_TASK}"
            ),
            &format!("0|{info}"),
        );
    }

    /// Adds an item to the host.
    pub fn add_item(&self, item: u64) {
        self.database.execute("zabbix", &item_rows(self.release, item, 3));
        if self.release == Release::V7_0 {
            // As the web interface does after a change.
            let changes = "insert into changelog(object,objectid,operation,clock) values";
            self.database
                .execute("zabbix", &format!("{changes} (3,{item},1,extract(epoch from now())::int)"));
        }
    }
}

fn item_rows(release: Release, item: u64, value_type: u8) -> String {
    let mut rows = format!(
        "insert into items(itemid,type,hostid,name,key_,delay,value_type,params,flags,units)
           values ({item},2,{SERVED_HOST_ID},'item {item}','interop.item{item}','0',{value_type},'',0,'');
         insert into item_rtdata(itemid) values ({item});"
    );
    if release == Release::V7_0 {
        let name = format!("values ({item},'item {item}','ITEM {item}')");
        rows += &format!("insert into item_rtname(itemid,name_resolved,name_resolved_upper) {name};");
    }
    rows
}

fn rows(release: Release, passive_port: Option<u16>) -> String {
    let port = passive_port.unwrap_or(10051);
    let mut rows = match release {
        Release::V6_0 => {
            // 5 active, 6 passive.
            let status = if passive_port.is_some() { 6 } else { 5 };
            let interface = format!(
                "insert into interface(interfaceid,hostid,main,type,useip,ip,dns,port)
                   values ({PROXY_ID},{PROXY_ID},1,0,1,'127.0.0.1','','{port}');"
            );
            let proxy = format!(
                "insert into hosts(hostid,host,name,status,auto_compress)
                   values ({PROXY_ID},'{PROXY_NAME}','',{status},1);"
            );
            let host = format!(
                "insert into hosts(hostid,host,name,name_upper,status,proxy_hostid)
                   values ({SERVED_HOST_ID},'{SERVED_HOST_NAME}','{SERVED_HOST_NAME}','INTEROP',0,{PROXY_ID});"
            );
            proxy + if passive_port.is_some() { &interface } else { "" } + &host
        }
        Release::V7_0 => {
            let mode = u8::from(passive_port.is_some());
            format!(
                "insert into proxy(proxyid,name,operating_mode,address,port)
                   values ({PROXY_ID},'{PROXY_NAME}',{mode},'127.0.0.1','{port}');
                 insert into proxy_rtdata(proxyid) values ({PROXY_ID});
                 insert into hosts(hostid,host,name,name_upper,status,monitored_by,proxyid)
                   values ({SERVED_HOST_ID},'{SERVED_HOST_NAME}','{SERVED_HOST_NAME}','INTEROP',0,1,{PROXY_ID});
                 insert into host_rtdata(hostid) values ({SERVED_HOST_ID});"
            )
        }
    };
    rows += &format!(
        "insert into hosts_groups(hostgroupid,hostid,groupid) values ({SERVED_HOST_ID},{SERVED_HOST_ID},4);
         insert into interface(interfaceid,hostid,main,type,useip,ip,dns,port)
           values ({SERVED_HOST_ID},{SERVED_HOST_ID},1,1,1,'127.0.0.1','','10050');"
    );
    // The preinstalled host has checks that are not needed here.
    rows += "update hosts set status=1 where hostid=10084;";
    rows + &item_rows(release, NUMBER_ITEM, 3) + &item_rows(release, TEXT_ITEM, 4)
}
