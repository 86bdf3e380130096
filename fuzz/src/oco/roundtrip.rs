//! Values to bytes and back.

use arbitrary::Unstructured;
use oco_proto::{Dialect, Hidden, Limits, PackageLink, PolicyName, Reply, Request};

const SECRET: &str = "hunter2 of fuzz";

/// A value that can be written, of any family. It is written, and read as the same; a key
/// in it is not shown.
pub fn roundtrip(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let _ = any(&mut u);
}

fn any(u: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let mut out = Vec::new();
    match u.int_in_range(0..=3)? {
        0 => {
            let mut request: Request<'static> = u.arbitrary()?;
            request.encode_as_read(&mut out);
            let again = Request::decode(&out, &Limits::DEFAULT);
            assert_eq!(again.as_ref(), Ok(&request), "{}", String::from_utf8_lossy(&out));
            request.agent_key = Hidden::new(SECRET);
            assert!(!format!("{request:?}").contains(SECRET));
        }
        1 => {
            let reply: Reply<'static> = u.arbitrary()?;
            reply.encode_as_read(&mut out);
            let again = Reply::decode(reply.answer.method(), &out, &Limits::DEFAULT);
            assert_eq!(again.as_ref(), Ok(&reply), "{}", String::from_utf8_lossy(&out));
        }
        2 => {
            let name: PolicyName = u.arbitrary()?;
            assert_eq!(name.to_string().parse(), Ok(name));
        }
        _ => {
            let link: PackageLink = u.arbitrary()?;
            let target = link.encode(Dialect::Dotted).expect("it has links");
            assert_eq!(PackageLink::decode(&target), Ok(link));
        }
    }
    Ok(())
}
