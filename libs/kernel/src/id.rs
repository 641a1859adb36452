//! Identifiers that cannot be mistaken for one another.

/// Declares newtypes over [`uuid::Uuid`].
///
/// ```
/// kernel::ids! {
///     /// A person.
///     PersonId;
/// }
/// let id: PersonId = uuid::Uuid::nil().into();
/// assert_eq!(id.to_string().parse::<PersonId>().unwrap(), id);
/// ```
#[macro_export]
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, $crate::id::serde::Serialize, $crate::id::serde::Deserialize)]
        #[serde(crate = "kernel::id::serde", transparent)]
        pub struct $name(pub $crate::id::uuid::Uuid);

        impl From<$crate::id::uuid::Uuid> for $name {
            fn from(id: $crate::id::uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for $crate::id::uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::id::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

#[doc(hidden)]
pub use serde;
#[doc(hidden)]
pub use uuid;
