//! Values of the wire that keep what they do not know and the form in which they were read:
//! PHP writes an empty map as `[]`.

mod any;
mod extra;
mod list;
mod map;

pub use any::{Any, ParseJsonError, RawJson};
pub use extra::Extra;
pub use list::List;
pub use map::Map;
