//! A cache nothing may depend on.
