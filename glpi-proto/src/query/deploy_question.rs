//! The questions of a deploy job to the user.

use std::borrow::Cow;

use crate::json::{Scalar, object};

object! {
    /// A question to the user (GLPI-104).
    #[derive(Default)]
    pub struct UserInteraction {
        /// The name of the question.
        name: Option<Scalar> = "name" lenient,
        /// The title of the window.
        title: Option<Scalar> = "title" lenient,
        /// The text of the question.
        text: Option<Scalar> = "text" lenient,
        /// The moment of the question, such as `before`.
        kind: Option<Scalar> = "type" lenient,
        /// The platform's function that asks.
        platform: Option<Scalar> = "platform" lenient,
        /// The number of seconds after which the question is over.
        timeout: Option<Scalar> = "timeout" lenient,
        /// The buttons of the window.
        buttons: Option<Scalar> = "buttons" lenient,
        /// The icon of the window.
        icon: Option<Scalar> = "icon" lenient,
        /// A mark to wait for the answer.
        wait: Option<Scalar> = "wait" lenient,
        /// The number of seconds after which to ask again.
        retry_after: Option<Scalar> = "retry_after" lenient,
        /// Maximum number of times to ask again.
        nb_max_retry: Option<Scalar> = "nb_max_retry" lenient,
        ..extra texts is_event
    }
}

impl UserInteraction {
    /// Returns the reactions to events such as `on_yes`: `<local>:<server>` or
    /// `<local>:<server>:<message>`, where local is `continue`, `stop` or `ask` and server
    /// `continue`, `stop` or `postpone`.
    pub fn events(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let events = self.extra.iter().filter(|(name, _)| is_event(name));
        events.filter_map(|(name, _)| Some((name, self.extra.text(name)?)))
    }
}

fn is_event(name: &str) -> bool {
    name.starts_with("on_")
}
