//! Who is acting.

use regulation::Actor;
use tonic::{Request, Status};

use crate::problem;

/// The actor that the server's door attached to the request.
///
/// # Errors
/// Unauthenticated when the method is a public one or the door is missing.
pub fn actor_of<T>(request: &Request<T>) -> Result<Actor, Status> {
    request.extensions().get::<Actor>().cloned().ok_or_else(|| problem::status(&problem::unauthenticated()))
}
