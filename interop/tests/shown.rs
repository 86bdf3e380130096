//! Code of this package that documentation shows is the code that is compiled.

use interop::network_jobs;
use netinv_xml::{JobOption, Leaf};

#[test]
fn the_lines_that_join_two_crates_are_shown_as_they_are() {
    let (_, shown) = include_str!("../../glpi-proto/src/lib.rs").split_once("//! ```text\n").unwrap();
    let (shown, _) = shown.split_once("//! ```\n").unwrap();
    let shown: String = shown.lines().map(|line| line["//!".len()..].to_owned() + "\n").collect();
    let shown: String =
        shown.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n").collect();
    let (_, compiled) = include_str!("../src/network_jobs.rs").split_once("\n\n").unwrap();
    assert_eq!(shown, compiled);
}

#[test]
fn jobs_go_through_both_crates() {
    let option = JobOption { name: Some(Leaf::new("WAKEONLAN")), ..JobOption::default() };
    let reply = network_jobs::hand_out(vec![option.clone()]).unwrap();
    assert_eq!(reply.options[0].name(), "WAKEONLAN");
    assert_eq!(network_jobs::jobs(&reply).unwrap(), [option]);
}
