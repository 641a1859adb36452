//! Attachments and artifacts as objects in a local folder or S3.
