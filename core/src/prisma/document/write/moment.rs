//! Dates and times as the server writes them in UTC.

use crate::prisma::model::Native;

/// What a text such as `2020-01-02T03:04:05.120+02:00` says.
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    /// Of the day.
    microseconds: i64,
    /// Minutes east of Greenwich.
    offset: i64,
}

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// The text that the server makes of a constant of this type; None where it is none that Prisma
/// writes.
pub fn canonical(text: &str, native: Native) -> Option<String> {
    let moment = read(text)?;
    Some(match native {
        Native::Date => moment.date(),
        Native::Time(_) => moment.time(),
        Native::Timetz(_) => format!("{}{}", moment.time(), moment.zone()),
        Native::Timestamp(_) => format!("{} {}", moment.date(), moment.time()),
        Native::Timestamptz(_) => {
            let utc = moment.in_utc();
            format!("{} {}+00", utc.date(), utc.time())
        }
        _ => return None,
    })
}

fn read(text: &str) -> Option<Moment> {
    let (date, rest) = text.trim().split_at_checked(10)?;
    let [year, month, day] = numbers(date, '-')?;
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    let zone = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone);
    Some(Moment {
        year,
        month,
        day,
        microseconds: of_day(time.trim())?,
        offset: offset(zone)?,
    })
}

fn numbers<const N: usize>(text: &str, separator: char) -> Option<[i64; N]> {
    let parts: Option<Vec<i64>> = text.split(separator).map(number).collect();
    parts?.try_into().ok()
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() < 7 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn of_day(time: &str) -> Option<i64> {
    if time.is_empty() {
        return Some(0);
    }
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hours, minutes, seconds] = numbers(whole, ':')?;
    let fraction = number(fraction.get(..6).unwrap_or(fraction))? * scale(fraction.len());
    Some(((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction)
}

fn scale(digits: usize) -> i64 {
    10_i64.pow(6_u32.saturating_sub(digits as u32))
}

fn offset(zone: &str) -> Option<i64> {
    let east = match zone.chars().next() {
        None | Some('Z' | 'z') => return Some(0),
        Some('-') => -1,
        _ => 1,
    };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at(digits.len().min(2));
    let minutes = if minutes.is_empty() { "0" } else { minutes };
    Some(east * (number(hours)? * 60 + number(minutes)?))
}

impl Moment {
    fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    fn time(&self) -> String {
        let seconds = self.microseconds / 1_000_000;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let whole = format!("{hours:02}:{minutes:02}:{seconds:02}");
        match self.microseconds % 1_000_000 {
            0 => whole,
            rest => format!("{whole}.{}", format!("{rest:06}").trim_end_matches('0')),
        }
    }

    fn zone(&self) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (self.offset.abs() / 60, self.offset.abs() % 60);
        match minutes {
            0 => format!("{sign}{hours:02}"),
            _ => format!("{sign}{hours:02}:{minutes:02}"),
        }
    }

    fn in_utc(&self) -> Moment {
        let shifted = self.microseconds - self.offset * MINUTE;
        let days = days(self.year, self.month, self.day) + shifted.div_euclid(DAY);
        let (year, month, day) = civil(days);
        Moment {
            year,
            month,
            day,
            microseconds: shifted.rem_euclid(DAY),
            offset: 0,
        }
    }
}

/// Days since 1970-01-01 in the Gregorian calendar, whose years begin in March here, so that the
/// leap day is their last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_type() {
        let text = "2020-01-01T00:30:05.1200+02:00";
        for (native, written) in [
            (Native::Date, "2020-01-01"),
            (Native::Time(None), "00:30:05.12"),
            (Native::Timetz(None), "00:30:05.12+02"),
            (Native::Timestamp(Some(3)), "2020-01-01 00:30:05.12"),
            (Native::Timestamptz(Some(3)), "2019-12-31 22:30:05.12+00"),
        ] {
            assert_eq!(canonical(text, native).as_deref(), Some(written));
        }
        let plain = canonical("2020-01-02 03:04:05 +00:00", Native::Timestamp(None));
        assert_eq!(plain.as_deref(), Some("2020-01-02 03:04:05"));
        let date = canonical("2020-02-29", Native::Timestamptz(None));
        assert_eq!(date.as_deref(), Some("2020-02-29 00:00:00+00"));
    }

    #[test]
    fn every_day_comes_back() {
        for day in (-1_000_000..1_000_000).step_by(97) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }

    #[test]
    fn nonsense_is_none() {
        for text in [
            "",
            "now",
            "2020-01-0é",
            "2020-01-02 x",
            "0000-00-00T0:0",
            "é020-01-02 00:00:00",
        ] {
            assert_eq!(canonical(text, Native::Date), None, "{text}");
        }
    }
}
