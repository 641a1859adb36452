//! The one gate for files that people send. What passes is a PDF, JPEG or PNG by its whole structure, not by its first bytes: it was
//! parsed within bounds, nothing in it acts by itself, and a scanner, where there is one, found nothing.

mod clamd;
mod pdf;
mod picture;

use bytes::Bytes;
use kernel::Refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use settings::Secret;

/// How files are looked at beyond what the gate itself knows.
#[derive(Clone, Debug, Default, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `host:port` where clamd listens; empty for none. While it does not answer, no file is taken.
    #[schemars(example = "clamd.example:3310")]
    pub clamd: String,
    /// Keys that seal the files that are kept: 32 random bytes in base64 each. The first seals, all of them open: an old one
    /// stays for what it sealed. For services that keep files.
    #[schemars(example = ["q83vEjRWeJC…=", "mrz0ZmQ9Xy…="])]
    pub seal_keys: Vec<Secret>,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A PDF document.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
}

impl Kind {
    /// The content type it is served with.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The ending of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// What the first bytes promise; whether it is so is seen when the file is parsed.
    fn promised(content: &[u8]) -> Option<Self> {
        match content {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            _ => None,
        }
    }
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    Empty,
    TooLarge { most: usize },
    Unknown,
    Broken,
    Locked,
    Acts,
    TooLong,
    PictureTooLarge,
    Infected,
    NotScanned,
}

impl Problem {
    fn refusal(self, field: &str) -> Refusal {
        let invalid = |reason, message: &str| Refusal::invalid(reason, field, message);
        match self {
            Self::Empty => invalid("FILE_INVALID", "Hãy chọn tệp."),
            Self::TooLarge { most } => invalid("FILE_INVALID", &format!("Tệp lớn quá {} MB.", most >> 20)),
            Self::Unknown => invalid("FILE_INVALID", "Chỉ nhận tệp PDF, JPEG hoặc PNG."),
            Self::Broken => invalid("FILE_BROKEN", "Tệp bị hỏng, không mở được. Hãy mở thử, lưu lại thành tệp mới rồi gửi lại."),
            Self::Locked => invalid("FILE_LOCKED", "Tệp PDF được mã hóa hoặc đặt mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi gửi lại."),
            Self::Acts => invalid(
                "FILE_ACTS",
                "Tệp PDF chứa mã lệnh, tệp nhúng hoặc biểu mẫu động. Hãy in lại thành tệp PDF thường (Print to PDF) rồi gửi lại.",
            ),
            Self::TooLong => {
                invalid("FILE_TOO_LONG", &format!("Tệp PDF có quá {} trang. Hãy chỉ gửi những trang cần thiết.", pdf::MOST_PAGES))
            }
            Self::PictureTooLarge => invalid(
                "FILE_PICTURE_TOO_LARGE",
                &format!("Ảnh lớn quá {} điểm ảnh mỗi chiều. Hãy thu nhỏ ảnh rồi gửi lại.", picture::LONGEST),
            ),
            Self::Infected => {
                invalid("FILE_INFECTED", "Tệp có mã độc nên không được nhận. Hãy quét vi-rút máy của bạn và gửi một tệp khác.")
            }
            Self::NotScanned => Refusal::new(
                kernel::RefusalKind::Exhausted,
                "FILE_NOT_SCANNED",
                "Máy quét vi-rút tạm thời không trả lời nên chưa nhận được tệp. Hãy gửi lại sau ít phút.",
            ),
        }
    }
}

/// Lets files in, or not.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    clamd: Option<String>,
}

impl Gate {
    /// A gate as it is configured.
    pub fn new(config: &Config) -> Self {
        Self { clamd: Some(config.clamd.trim().to_owned()).filter(|address| !address.is_empty()) }
    }

    /// Looks at a file of at most `most` bytes, sent in `field`; says what it is.
    ///
    /// # Errors
    /// Refused with what to do: `FILE_INVALID` for none, one that is too large or of another kind, `FILE_BROKEN`, `FILE_LOCKED`,
    /// `FILE_ACTS`, `FILE_TOO_LONG`, `FILE_PICTURE_TOO_LARGE`, `FILE_INFECTED`, and `FILE_NOT_SCANNED` when trying again may help.
    pub async fn admit(&self, field: &str, content: &Bytes, most: usize) -> Result<Kind, Refusal> {
        self.look(content, most).await.map_err(|problem| problem.refusal(field))
    }

    async fn look(&self, content: &Bytes, most: usize) -> Result<Kind, Problem> {
        if content.is_empty() {
            return Err(Problem::Empty);
        }
        if content.len() > most {
            return Err(Problem::TooLarge { most });
        }
        let kind = Kind::promised(content).ok_or(Problem::Unknown)?;
        let bytes = content.clone();
        let parsed = tokio::task::spawn_blocking(move || match kind {
            Kind::Pdf => pdf::check(&bytes),
            Kind::Jpeg => picture::check(&bytes, image::ImageFormat::Jpeg),
            Kind::Png => picture::check_png(&bytes),
        });
        // A parser that breaks down over a file did not understand it.
        parsed.await.unwrap_or(Err(Problem::Broken))?;
        if let Some(address) = &self.clamd {
            clamd::scan(address, content).await?;
        }
        Ok(kind)
    }
}

#[cfg(test)]
mod tests;
