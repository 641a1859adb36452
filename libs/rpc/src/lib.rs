//! gRPC in both directions: actor tokens, refusals as rich status, deadlines, retries, trace context.
