#include "pdf/document/detail/metadata.h"

#include "base/date.h"
#include "base/format.h"
#include "base/markup.h"
#include "base/utf8.h"

namespace gongwen::pdf {
namespace {

struct Moment {
  base::Date day;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int offset_minutes = 8 * 60;
};

DocumentDate written(const Moment& moment) {
  const char sign = moment.offset_minutes < 0 ? '-' : '+';
  const int offset = moment.offset_minutes < 0 ? -moment.offset_minutes : moment.offset_minutes;
  DocumentDate date;
  date.pdf = fmt::format("D:{:04}{:02}{:02}{:02}{:02}{:02}{}{:02}'{:02}'", base::year_of(moment.day),
                         base::month_of(moment.day), base::day_of(moment.day), moment.hour, moment.minute,
                         moment.second, sign, offset / 60, offset % 60);
  date.xmp = fmt::format("{}T{:02}:{:02}:{:02}{}{:02}:{:02}", base::iso_text(moment.day), moment.hour, moment.minute,
                         moment.second, sign, offset / 60, offset % 60);
  return date;
}

bool take_digits(base::TextScanner& scan, int& value) {
  const auto digits = scan.take_number(2);
  value = digits.value_or(0);
  return digits.has_value();
}

bool take_time(base::TextScanner& scan, Moment& moment) {
  if (!take_digits(scan, moment.hour) || !scan.take(':') || !take_digits(scan, moment.minute)) return false;
  if (scan.take(':') && !take_digits(scan, moment.second)) return false;
  if (scan.take('Z')) {
    moment.offset_minutes = 0;
    return true;
  }
  const bool negative = scan.peek() == '-';
  if (!scan.take('-') && !scan.take('+')) return true;
  int hours = 0;
  int minutes = 0;
  if (!take_digits(scan, hours) || !scan.take(':') || !take_digits(scan, minutes)) return false;
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
  base::TextScanner scan(iso);
  const auto day = base::take_date(scan);
  if (!day) return std::nullopt;
  Moment moment{.day = *day};
  if (scan.take('T') && !take_time(scan, moment)) return std::nullopt;
  if (!scan.at_end() || moment.hour > 23 || moment.minute > 59 || moment.second > 59) return std::nullopt;
  return written(moment);
}

DocumentDate date_from_epoch(std::int64_t seconds) {
  const std::int64_t day_seconds = (seconds % base::kSecondsPerDay + base::kSecondsPerDay) % base::kSecondsPerDay;
  Moment moment{.day = base::date_of_days((seconds - day_seconds) / base::kSecondsPerDay)};
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
