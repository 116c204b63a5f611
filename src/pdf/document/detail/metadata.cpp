#include "pdf/document/detail/metadata.h"

#include "base/ascii.h"
#include "base/format.h"
#include "base/markup.h"
#include "base/utf8.h"

#include <array>

namespace gongwen::pdf {
namespace {

struct Moment {
  int year = 2000;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int offset_minutes = 8 * 60;
};

DocumentDate written(const Moment& moment) {
  const char sign = moment.offset_minutes < 0 ? '-' : '+';
  const int offset = moment.offset_minutes < 0 ? -moment.offset_minutes : moment.offset_minutes;
  DocumentDate date;
  date.pdf = fmt::format("D:{:04}{:02}{:02}{:02}{:02}{:02}{}{:02}'{:02}'", moment.year, moment.month, moment.day,
                         moment.hour, moment.minute, moment.second, sign, offset / 60, offset % 60);
  date.xmp = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", moment.year, moment.month, moment.day,
                         moment.hour, moment.minute, moment.second, sign, offset / 60, offset % 60);
  return date;
}

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_of(int year, int month) {
  static constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap(year) ? 1 : 0);
}

/// Takes exactly `count` digits.
bool take_digits(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!base::is_ascii_digit(text[i])) return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool take_time(std::string_view& text, Moment& moment) {
  if (!take_digits(text, 2, moment.hour) || !take(text, ':') || !take_digits(text, 2, moment.minute)) return false;
  if (take(text, ':') && !take_digits(text, 2, moment.second)) return false;
  if (take(text, 'Z')) {
    moment.offset_minutes = 0;
    return true;
  }
  const bool negative = !text.empty() && text.front() == '-';
  if (text.empty() || (text.front() != '+' && !negative)) return true;
  text.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!take_digits(text, 2, hours) || !take(text, ':') || !take_digits(text, 2, minutes)) return false;
  if (hours > 23 || minutes > 59) return false;
  moment.offset_minutes = (hours * 60 + minutes) * (negative ? -1 : 1);
  return true;
}

constexpr std::string_view kNamespaces =
    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
    "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
    " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\""
    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">";

/// PDF/A knows no property of PDF/UA, so the file describes it (ISO 19005-2 section 6.6.2.3.3).
constexpr std::string_view kExtensionSchema =
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">"
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">"
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li>";

}  // namespace

std::string clean_metadata(std::string_view text) {
  // A string has at most 32,767 bytes, and a character takes up to four of them in UTF-16.
  constexpr std::size_t kMostCharacters = 8'000;
  std::string out;
  std::size_t count = 0;
  for (const auto& [code_point, length, valid] : base::CodePoints(text)) {
    const bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
    const bool non_character = (code_point & 0xFFFE) == 0xFFFE;
    if (!valid || control || non_character) continue;
    if (++count > kMostCharacters) return out + "…";
    base::append_utf8(out, code_point);
  }
  return out;
}

std::string xml_text(std::string_view text) { return base::escape_markup(clean_metadata(text)); }

std::optional<DocumentDate> parse_document_date(std::string_view iso) {
  Moment moment;
  if (!take_digits(iso, 4, moment.year) || !take(iso, '-') || !take_digits(iso, 2, moment.month) || !take(iso, '-') ||
      !take_digits(iso, 2, moment.day)) {
    return std::nullopt;
  }
  if (moment.month < 1 || moment.month > 12) return std::nullopt;
  if (moment.day < 1 || moment.day > days_of(moment.year, moment.month)) return std::nullopt;
  if (take(iso, 'T') && !take_time(iso, moment)) return std::nullopt;
  if (!iso.empty() || moment.hour > 23 || moment.minute > 59 || moment.second > 59) return std::nullopt;
  return written(moment);
}

DocumentDate date_from_epoch(std::int64_t seconds) {
  // Civil date from days since 1970 (proleptic Gregorian calendar, eras of 400 years).
  const std::int64_t day_seconds = ((seconds % 86400) + 86400) % 86400;
  const std::int64_t days = (seconds - day_seconds) / 86400 + 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  Moment moment;
  moment.day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  moment.month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  moment.year = static_cast<int>(year_of_era + era * 400 + (moment.month <= 2 ? 1 : 0));
  moment.hour = static_cast<int>(day_seconds / 3600);
  moment.minute = static_cast<int>(day_seconds / 60 % 60);
  moment.second = static_cast<int>(day_seconds % 60);
  moment.offset_minutes = 0;
  return written(moment);
}

std::string xmp_packet(const paint::DocumentInformation& information, const DocumentDate& date,
                       const XmpContents& contents) {
  std::string out =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF ";
  out += kNamespaces;
  out += "\n<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" + xml_text(information.title) +
         "</rdf:li></rdf:Alt></dc:title>";
  if (!information.author.empty()) {
    out += "<dc:creator><rdf:Seq><rdf:li>" + xml_text(information.author) + "</rdf:li></rdf:Seq></dc:creator>";
  }
  if (!information.subject.empty()) {
    out += "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">" + xml_text(information.subject) +
           "</rdf:li></rdf:Alt></dc:description>";
  }
  if (!information.keywords.empty()) out += "<pdf:Keywords>" + xml_text(information.keywords) + "</pdf:Keywords>";
  out += "<dc:language><rdf:Bag><rdf:li>" + xml_text(information.language) + "</rdf:li></rdf:Bag></dc:language>\n";
  out += "<xmp:CreatorTool>gongwen</xmp:CreatorTool><xmp:CreateDate>" + date.xmp + "</xmp:CreateDate><xmp:ModifyDate>" +
         date.xmp + "</xmp:ModifyDate><pdf:Producer>gongwen</pdf:Producer>\n";
  out += "<pdfaid:part>" + std::to_string(contents.archive_part) +
         "</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>\n";
  if (contents.stamp != nullptr) out += stamp_properties(*contents.stamp);
  out += kExtensionSchema;
  if (contents.stamp != nullptr) out += stamp_schema();
  out += "</rdf:Bag></pdfaExtension:schemas>";
  return out + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
}

}  // namespace gongwen::pdf
