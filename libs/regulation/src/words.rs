//! How a list of words is declared.

/// A code that is none of the words asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown(pub String);

impl std::fmt::Display for Unknown {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "`{}` is no code of this kind", self.0)
    }
}

impl std::error::Error for Unknown {}

/// An enumeration of which each value has a code, its only form in text and JSON, and its name in Vietnamese.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal, $vi:literal;)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[doc = $vi] $(#[$doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$variant),+];

            /// The codes, in the same order.
            pub const CODES: [&'static str; Self::ALL.len()] = [$($code),+];

            /// Code in packs, events and stored rows.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// Name on screen and paper, as it begins a line.
            pub const fn vi(self) -> &'static str {
                match self {
                    $(Self::$variant => $vi,)+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Unknown;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::ALL.into_iter().find(|one| one.code() == code).ok_or_else(|| crate::Unknown(code.to_owned()))
            }
        }

        #[cfg(test)]
        mod every {
            #[test]
            fn word_has_one_code_and_a_name() {
                for word in super::$name::ALL {
                    assert_eq!(word.code().parse(), Ok(word));
                    assert_eq!(serde_json::json!(word), word.code());
                    assert_eq!(kernel::text::clean(word.vi()), word.vi());
                }
            }
        }
    };
}
