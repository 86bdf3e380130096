//! REGISTER.

use arbitrary::{Arbitrary, Result, Unstructured};

use super::{any, arbitrary, members, optional, text};
use crate::register::{Block, Hello, Needs, Proof, RegisterAnswer, RegisterRequest, Reply};

arbitrary! {
    Hello {
        device_id: text,
        port: any,
        name: text,
        version: text,
        tag: optional(text),
        extra: members,
    }

    Proof {
        challenge: any,
        extra: members,
    }

    RegisterAnswer {
        status: any,
        message: optional(text),
        needs: any,
        expiration: any,
        challenge: any,
        crypto: any,
        extra: members,
    }
}

impl Arbitrary<'_> for Block {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        u.arbitrary().map(Self::from_bytes)
    }
}

impl Arbitrary<'_> for Needs {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let known = [Self::TokenValidation, Self::ManualValidation, Self::ServerValidation];
        if u.arbitrary()? { u.choose(&known).cloned() } else { text(u).map(Self::from) }
    }
}

impl Arbitrary<'_> for Reply {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        // Shorter than a block.
        if u.arbitrary()? { any(u).map(Self::Block) } else { text(u).map(Self::Failure) }
    }
}

impl Arbitrary<'_> for RegisterRequest {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        if u.arbitrary()? { any(u).map(Self::Hello) } else { any(u).map(Self::Proof) }
    }
}
