//! The choice where the specification and deployed programs differ.

/// The rule to follow where the specification says one thing and the programs
/// in the field do another.
///
/// It is an argument of each function that has such a difference; the function
/// says what the two are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Compat {
    /// As the specification says.
    #[default]
    Documented,
    /// As deployed agents, servers and proxies do.
    Deployed,
}
