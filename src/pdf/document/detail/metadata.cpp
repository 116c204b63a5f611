#include "pdf/document/detail/metadata.h"

#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"

namespace gongwen::pdf {

ObjectNumber write_attachment(const Attachment& attachment, const DocumentDate& date, FileWriter& file) {
  std::string entries = "/Type/EmbeddedFile/Subtype";
  append_name(entries, attachment.media_type);
  entries += fmt::format("/Params<</Size {}/ModDate", attachment.bytes.size());
  append_text(entries, date.pdf);
  const ObjectNumber stream = file.add_stream(entries + ">>", attachment.bytes, Compress::Yes);
  std::string body;
  {
    DictionaryWriter dictionary(body);
    dictionary.name("Type", "Filespec");
    dictionary.text("F", attachment.name);
    dictionary.text("UF", attachment.name);
    dictionary.text("Desc", attachment.description);
    dictionary.name("AFRelationship", attachment.relationship);
    std::string& embedded = dictionary.key("EF");
    for (const std::string_view key : {"<</F ", "/UF "}) {
      embedded += key;
      append_reference(embedded, stream);
    }
    embedded += ">>";
  }
  return file.add(body);
}

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

constexpr std::pair<std::string_view, std::string_view> kNamespaces[] = {
    {"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
    {"xmlns:xmp", "http://ns.adobe.com/xap/1.0/"},
    {"xmlns:pdf", "http://ns.adobe.com/pdf/1.3/"},
    {"xmlns:pdfaid", "http://www.aiim.org/pdfa/ns/id/"},
    {"xmlns:pdfuaid", "http://www.aiim.org/pdfua/ns/id/"},
    {"xmlns:pdfaExtension", "http://www.aiim.org/pdfa/ns/extension/"},
    {"xmlns:pdfaSchema", "http://www.aiim.org/pdfa/ns/schema#"},
    {"xmlns:pdfaProperty", "http://www.aiim.org/pdfa/ns/property#"}};

void open_description(base::XmlWriter& xml) {
  xml.open("x:xmpmeta").attribute("xmlns:x", "adobe:ns:meta/");
  xml.open("rdf:RDF").attribute("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#");
  xml.open("rdf:Description").attribute("rdf:about", "");
  for (const auto& [name, address] : kNamespaces) xml.attribute(name, address);
}

/// A language alternative with one entry, the default.
void add_worded(base::XmlWriter& xml, std::string_view name, std::string_view text) {
  xml.open(name).open("rdf:Alt").open("rdf:li").attribute("xml:lang", "x-default");
  xml.text(clean_metadata(text)).close().close().close();
}

/// A list with one entry; `container` is `rdf:Seq` or `rdf:Bag`.
void add_listed(base::XmlWriter& xml, std::string_view name, std::string_view container, std::string_view text) {
  xml.open(name).open(container).element("rdf:li", clean_metadata(text)).close().close();
}

void add_information(base::XmlWriter& xml, const paint::DocumentInformation& information) {
  add_worded(xml, "dc:title", information.title);
  if (!information.author.empty()) add_listed(xml, "dc:creator", "rdf:Seq", information.author);
  if (!information.subject.empty()) add_worded(xml, "dc:description", information.subject);
  if (!information.keywords.empty()) xml.element("pdf:Keywords", clean_metadata(information.keywords));
  add_listed(xml, "dc:language", "rdf:Bag", information.language);
}

constexpr std::string_view kFormatsNamespace = "urn:gongwen:formats:";

void add_ofd_property(base::XmlWriter& xml, std::string_view identifier) {
  xml.open("gwf:ofd").attribute("xmlns:gwf", kFormatsNamespace).text(identifier).close().text("\n");
}

void add_ofd_schema(base::XmlWriter& xml) {
  open_schema(xml, "Other formats of a document", kFormatsNamespace, "gwf");
  add_described_property(xml, "ofd", "Text", "DocID of the OFD file, a hash of its parts");
  close_schema(xml);
}

/// PDF/A does not predefine the properties of PDF/UA and of our namespaces, so the file must describe them (ISO
/// 19005-2 section 6.6.2.3.3).
void add_schemas(base::XmlWriter& xml, const XmpContents& contents) {
  xml.open("pdfaExtension:schemas").open("rdf:Bag");
  open_schema(xml, "PDF/UA identification", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid");
  add_described_property(xml, "part", "Integer", "Part of ISO 14289");
  close_schema(xml);
  if (contents.stamp != nullptr) add_stamp_schema(xml);
  if (!contents.ofd_identifier.empty()) add_ofd_schema(xml);
  xml.close().close();
}

}  // namespace

std::string clean_metadata(std::string_view text) {
  // A string has up to 32,767 bytes, and a character takes up to four of them in UTF-16.
  constexpr std::size_t kMaxCharacters = 8'000;
  std::string out;
  std::size_t count = 0;
  for (const auto& [code_point, length, valid] : base::CodePoints(text)) {
    const bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
    const bool non_character = (code_point & 0xFFFE) == 0xFFFE;
    if (!valid || control || non_character) continue;
    if (++count > kMaxCharacters) return out + "…";
    base::append_utf8(out, code_point);
  }
  return out;
}

void open_schema(base::XmlWriter& xml, std::string_view title, std::string_view name_space, std::string_view prefix) {
  xml.open("rdf:li").attribute("rdf:parseType", "Resource").element("pdfaSchema:schema", title);
  xml.element("pdfaSchema:namespaceURI", name_space).element("pdfaSchema:prefix", prefix);
  xml.open("pdfaSchema:property").open("rdf:Seq");
}

void add_described_property(base::XmlWriter& xml, std::string_view name, std::string_view type,
                            std::string_view description) {
  xml.open("rdf:li").attribute("rdf:parseType", "Resource").element("pdfaProperty:name", name);
  xml.element("pdfaProperty:valueType", type).element("pdfaProperty:category", "internal");
  xml.element("pdfaProperty:description", description).close();
}

void close_schema(base::XmlWriter& xml) { xml.close().close().close(); }

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
  std::string out = "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>";
  base::XmlWriter xml(out);
  open_description(xml);
  xml.text("\n");
  add_information(xml, information);
  xml.text("\n").element("xmp:CreatorTool", "gongwen").element("xmp:CreateDate", date.xmp);
  xml.element("xmp:ModifyDate", date.xmp).element("pdf:Producer", "gongwen").text("\n");
  xml.element("pdfaid:part", std::to_string(contents.archive_part))
      .element("pdfaid:conformance", contents.knows_structure ? "A" : "U");
  if (contents.is_accessible) xml.element("pdfuaid:part", "1");
  xml.text("\n");
  if (contents.stamp != nullptr) add_stamp_properties(xml, *contents.stamp);
  if (!contents.ofd_identifier.empty()) add_ofd_property(xml, contents.ofd_identifier);
  add_schemas(xml, contents);
  xml.close().close().close();
  return out + "<?xpacket end=\"w\"?>";
}

}  // namespace gongwen::pdf
