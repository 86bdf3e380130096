//! Where the specification and real programs differ.

/// Whose rule to follow where the specification says one thing and the programs
/// in the field do another.
///
/// It is an argument of each function that has such a difference; the function
/// says what the two are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Compat {
    /// What the specification says.
    #[default]
    Spec,
    /// What real agents, servers and proxies do.
    Real,
}
