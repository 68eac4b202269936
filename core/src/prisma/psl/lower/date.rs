//! Points in time, as RFC 3339 writes them.

/// The same point in the form `2020-01-02 03:04:05 +00:00`, or what is wrong with the text.
pub fn with_offset(text: &str) -> Result<String, &'static str> {
    const SHORT: &str = "premature end of input";
    const INVALID: &str = "input contains invalid characters";
    const RANGE: &str = "input is out of range";
    let mut rest = text;
    let date = take(&mut rest, "dddd-dd-dd")?;
    let between = rest.chars().next().ok_or(SHORT)?;
    if !matches!(between, 'T' | 't' | ' ') {
        return Err(INVALID);
    }
    rest = &rest[1..];
    let time = take(&mut rest, "dd:dd:dd")?;
    let fraction = fraction(&mut rest)?;
    let offset = match rest {
        "Z" | "z" => "+00:00",
        "" => return Err(SHORT),
        _ => {
            let sign = rest.starts_with(['+', '-']);
            let mut digits = rest.get(1..).filter(|_| sign).ok_or(INVALID)?;
            take(&mut digits, "dd:dd")?;
            if !digits.is_empty() {
                return Err("trailing input");
            }
            rest
        }
    };
    let part = |text: &str, at: usize| text[at..at + 2].parse::<u32>().unwrap_or(u32::MAX);
    let year = date[..4].parse::<u32>().unwrap_or(u32::MAX);
    let in_range = (1..=days(year, part(date, 5))).contains(&part(date, 8))
        && part(time, 0) < 24
        && part(time, 3) < 60
        && part(time, 6) <= 60
        && part(offset, 1) < 24
        && part(offset, 4) < 60;
    match in_range {
        true => Ok(format!("{date} {time}{fraction} {offset}")),
        false => Err(RANGE),
    }
}

/// The start of the text, if it is of this form: `d` is a digit.
fn take<'a>(rest: &mut &'a str, form: &str) -> Result<&'a str, &'static str> {
    for (at, wanted) in form.bytes().enumerate() {
        let byte = *rest.as_bytes().get(at).ok_or("premature end of input")?;
        let fits = if wanted == b'd' {
            byte.is_ascii_digit()
        } else {
            byte == wanted
        };
        if !fits {
            return Err("input contains invalid characters");
        }
    }
    let (taken, left) = rest.split_at(form.len());
    *rest = left;
    Ok(taken)
}

/// `.` and digits, as three, six or nine of them; nothing where it is zero.
fn fraction(rest: &mut &str) -> Result<String, &'static str> {
    let Some(digits) = rest.strip_prefix('.') else {
        return Ok(String::new());
    };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 {
        return Err("input contains invalid characters");
    }
    let (digits, left) = digits.split_at(length);
    *rest = left;
    let nine = format!("{:0<9}", digits.get(..9).unwrap_or(digits));
    Ok(match nine.trim_end_matches('0').len() {
        0 => String::new(),
        1..=3 => format!(".{}", &nine[..3]),
        4..=6 => format!(".{}", &nine[..6]),
        _ => format!(".{nine}"),
    })
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}
