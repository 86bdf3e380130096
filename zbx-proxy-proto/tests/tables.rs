//! Tables of a configuration and their cells.

use zbx_proxy_proto::{Cell, ConfigAnswer, DecodeErrorKind, Limits, ObservedMessage, Table, Tables};

/// Decodes the tables of an update.
fn tables(data: &str) -> Tables<'static> {
    let text = format!(r#"{{"data":{data},"config_revision":1}}"#);
    match ConfigAnswer::decode(text.as_bytes(), &Limits::DEFAULT).unwrap().into_owned() {
        ConfigAnswer::Update(update) => update.data.unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn tables_say_how_many_rows_they_have() {
    let tables = tables(
        r#"{"none":{"fields":["id"],"data":[]},"two":{"fields":["id"],"data":[[1],[2]]},"bare":{"fields":[],"data":[[],[],[]]}}"#,
    );
    for (name, rows) in [("none", 0), ("two", 2), ("bare", 3)] {
        let table = tables.table(name).unwrap();
        assert_eq!((table.len(), table.is_empty(), table.rows().len()), (rows, rows == 0, rows), "{name}");
    }
    assert_eq!((tables.len(), tables.is_empty()), (3, false));
    assert!(Tables::default().is_empty());
}

#[test]
fn cells_are_numbers_bare_or_quoted() {
    for (cell, unsigned, signed) in [
        (Cell::from(7_u64), Some(7), Some(7)),
        (Cell::from(-7_i64), None, Some(-7)),
        (Cell::from("10050"), Some(10050), Some(10050)),
        (Cell::from(u64::MAX), Some(u64::MAX), None),
        (Cell::from("1m"), None, None),
        (Cell::Null, None, None),
    ] {
        assert_eq!((cell.as_u64(), cell.as_i64()), (unsigned, signed), "{cell:?}");
    }
}

// ZBX-042
#[test]
fn columns_and_rows_that_come_again_are_passed_over() {
    let once = tables(r#"{"t":{"fields":["id"],"data":[[1]]}}"#);
    for table in [
        r#"{"fields":["id"],"fields":["x"],"data":[[1]]}"#,
        r#"{"fields":["id"],"data":[[1]],"data":[[2],[3]]}"#,
        r#"{"data":[[1]],"data":[[2],[3]],"fields":["id"]}"#,
        r#"{"data":[[1]],"fields":["id"],"fields":["x","y"]}"#,
    ] {
        assert_eq!(tables(&format!(r#"{{"t":{table}}}"#)), once, "{table}");
    }
}

// ZBX-063
#[test]
fn a_table_has_columns_and_rows() {
    for (table, missing) in [(r#"{"fields":["id"]}"#, "data"), (r#"{"data":[[1]]}"#, "fields")] {
        let text = format!(r#"{{"data":{{"t":{table}}},"config_revision":1}}"#);
        let error = ConfigAnswer::decode(text.as_bytes(), &Limits::DEFAULT).unwrap_err();
        assert_eq!((error.kind(), error.path()), (&DecodeErrorKind::Missing(missing), Some("data.t")));
    }
}

#[test]
fn a_log_line_shows_columns_and_numbers_but_no_text() {
    let mut table = Table::new(["hostid", "tls_psk", "interfaceid"]);
    table.push([7_u64.into(), "hunter2".into(), Cell::Null]).unwrap();
    assert_eq!(format!("{table:?}"), r#"Table { fields: ["hostid", "tls_psk", "interfaceid"], rows: 1 }"#);
    let row = table.rows().next().unwrap();
    let shown = r#"{"hostid": Number(7), "tls_psk": Text(7 bytes), "interfaceid": Null}"#;
    assert_eq!(format!("{row:?}"), shown);
}

// ZBX-053
#[test]
fn a_table_keeps_members_beside_its_rows() {
    let text =
        r#"{"hosts":{"fields":["hostid"],"data":[[1]],"later":{"token":"hunter2"}},"macro.secrets":{}}"#;
    let mut message = ObservedMessage::decode(text.as_bytes(), &Limits::DEFAULT).unwrap();
    assert_eq!(message.unknown_members(), 1);
    let mut again = Vec::new();
    message.encode(&mut again);
    assert_eq!(String::from_utf8(again).unwrap(), text);
    assert_eq!(message.clone().into_owned(), message);
    assert!(!format!("{message:?}").contains("hunter2"));
    message.redact();
    let mut hidden = Vec::new();
    message.encode(&mut hidden);
    assert_eq!(String::from_utf8(hidden).unwrap(), text.replace(r#"{"token":"hunter2"}"#, "\"(hidden)\""));
}
