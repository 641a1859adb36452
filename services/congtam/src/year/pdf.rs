//! Scans for the rehearsal: one page, a few words, valid PDF.

/// A page that says `lines`, ASCII only: it stands for a scanned sheet and is never read by a person.
pub(super) fn page(lines: &[String]) -> Vec<u8> {
    let mut text = String::from("BT /F1 12 Tf 72 770 Td 18 TL\n");
    for line in lines {
        let safe: String = line.chars().filter(|c| c.is_ascii() && !matches!(c, '(' | ')' | '\\')).collect();
        text.push_str(&format!("({safe}) Tj T*\n"));
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::with_capacity(objects.len());
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1));
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_points_at_every_object() {
        let text = String::from_utf8(page(&["Chi bo khu pho 3 (Dong Ha)".to_owned()])).unwrap();
        let table: usize = text.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        let places: Vec<usize> = text[table..].lines().skip(3).take(5).map(|line| line[..10].parse().unwrap()).collect();
        for (index, place) in places.into_iter().enumerate() {
            assert!(text[place..].starts_with(&format!("{} 0 obj", index + 1)));
        }
        assert!(text.contains("(Chi bo khu pho 3 Dong Ha) Tj"));
    }
}
