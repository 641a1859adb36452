//! Words for the rehearsal: several variants of what people really write.

pub(super) mod forms;
pub(super) mod opinions;
pub(super) mod work;
