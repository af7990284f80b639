//! How a SOAP message is laid out: in which namespaces wrapper, part and the vendors' extensions are.
//!
//! Two layouts of the first two were captured, each as the answer to a request of the same layout (§1.3): a wrapper in
//! no namespace with a part in that of the messages, and a wrapper in Kiuru's namespace with a part in none.

use super::namespace::{MSS, WSDL};

/// In which namespaces the vendors' extensions are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extensions {
    /// Each in its vendor's, as in every capture and in the operator's guide.
    #[default]
    Vendors,
    /// As WSDL 2.7.1 declares them. No provider was seen to send that, but what is made from the WSDL reads nothing
    /// else.
    Wsdl,
}

/// The layout of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The namespace of the wrapper; empty for none.
    pub wrapper: String,
    /// Whether the part is in the namespace of the messages; otherwise it is in none.
    pub is_part_qualified: bool,
    /// Where the vendors' extensions are.
    pub extensions: Extensions,
    /// An `rpc:result` before the part, also where none was captured.
    pub has_result: bool,
}

impl Default for Shape {
    /// As the schemas say (RPC, literal): the wrapper in Kiuru's namespace, the part in none.
    fn default() -> Self {
        Self {
            wrapper: WSDL.to_owned(),
            is_part_qualified: false,
            extensions: Extensions::default(),
            has_result: false,
        }
    }
}

impl Shape {
    /// The wrapper in no namespace, the part in that of the messages.
    #[must_use]
    pub fn qualified() -> Self {
        Self { wrapper: String::new(), is_part_qualified: true, ..Self::default() }
    }

    /// That of a message with such a wrapper and such a part.
    pub(super) fn of(wrapper_ns: &str, part_ns: &str) -> Self {
        Self { wrapper: wrapper_ns.to_owned(), is_part_qualified: part_ns == MSS, ..Self::default() }
    }
}
