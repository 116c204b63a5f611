#include "ofd/write_ofd.h"

#include "base/date.h"
#include "base/format.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/ofd.h"
#include "ofd/detail/ofd_text.h"
#include "ofd/detail/tiles.h"
#include "package/zip_writer.h"
#include "paint/display_list.h"
#include "paint/glyph_placement.h"
#include "resources/deflate.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::ofd {

namespace {

// Navigation: links, outline, page labels and structure (GB/T 33190-2016, chapters on actions, annotations and document
// roots).

struct NavigationContext {
  const paint::PaintedDocument& document;
  const std::vector<Identifier>& pages;
  OfdProfile profile = OfdProfile::Archive;
  std::string_view date;  // `2024-03-15`
};

// The structure as custom tags: its elements in reading order, each with the objects that show it; page furniture is
// not included.
//
//   <gw:H1><ofd:ObjectRef PageRef="1">105</ofd:ObjectRef></gw:H1>
//
// The names are those of the roles of PDF. Properties of elements are attributes:
//   Lang       the language, if it differs
//   Alt        alternative text of a figure
//   Expansion  of an abbreviation
//   Scope, RowSpan, ColSpan  of cells
// The standard defines only the list of tag files and the references to objects; the tags themselves are up to each
// program.

// The parts of an official document as custom tags, each with the objects that show it.
//
//   <gw:公文><gw:发文字号><ofd:ObjectRef PageRef="1">105</ofd:ObjectRef></gw:发文字号></gw:公文>
//
// The names are those of GB/T 9704-2012, clause 7.

// Places for seals, for `gongwen sign`: OFD has no signature fields, so the places are recorded in tags.
//
//   <gw:places><gw:place Name="seal" PageRef="1" Boundary="99 179 42 42"/></gw:places>

/// `<ofd:CustomDatas>`: metadata for document registers, and the hash of the PDF with the same pages; empty without
/// any.
std::string custom_datas(const paint::DocumentInformation& information, std::string_view pdf_sha256);

std::string destination_element(const paint::Destination& destination, const NavigationContext& context) {
  const paint::PagePicture picture = paint::picture_of(context.document.pages[destination.page]);
  const base::PathPoint at = picture.shown.apply({destination.position.x.to_px(), destination.position.y.to_px()});
  std::string out = "<ofd:Dest Type=\"XYZ\"";
  append_number_attribute(out, "PageID", context.pages[destination.page]);
  out += " Left=\"";
  append_mm(out, at.x);
  out += "\" Top=\"";
  append_mm(out, at.y);
  return out + "\" Zoom=\"0\"/>";
}

std::string goto_actions(const paint::Destination& destination, const NavigationContext& context) {
  return "<ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Goto>" + destination_element(destination, context) +
         "</ofd:Goto></ofd:Action></ofd:Actions>";
}

/// The actions of a link; empty if the file cannot express them.
std::string link_actions(const paint::LinkArea& link, const NavigationContext& context, LeftOuts& left_out) {
  if (link.target.starts_with('#')) {
    const auto found = context.document.destinations.find(std::string_view(link.target).substr(1));
    if (found == context.document.destinations.end() || found->second.page >= context.pages.size()) return {};
    return goto_actions(found->second, context);
  }
  if (context.profile == OfdProfile::Archive) {
    left_out.try_emplace(LeftOut::OuterLink, link.origin);
    return {};
  }
  return "<ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:URI URI=\"" + xml_attribute(link.target) +
         "\"/></ofd:Action></ofd:Actions>";
}

/// An invisible annotation whose path carries the action, as readers expect.
std::string link_annotation(const Box& box, const std::string& actions, const paint::LinkArea& link,
                            const NavigationContext& context, Identifiers& identifiers) {
  const Boundary boundary = boundary_of(box);
  const Boundary within{0, 0, boundary.width, boundary.height};
  std::string out = "<ofd:Annot";
  append_number_attribute(out, "ID", identifiers.next());
  out += " Type=\"Link\" Creator=\"gongwen\" LastModDate=\"" + std::string(context.date) +
         "\" ReadOnly=\"true\" NoZoom=\"true\" NoRotate=\"true\">";
  if (!link.description.empty()) out += "<ofd:Remark>" + xml_text(link.description) + "</ofd:Remark>";
  out += "<ofd:Appearance";
  append_boundary(out, boundary);
  out += "><ofd:PathObject";
  append_number_attribute(out, "ID", identifiers.next());
  append_boundary(out, within);
  out += " Visible=\"false\" Stroke=\"false\">" + actions + "<ofd:AbbreviatedData>M 0 0 L ";
  append_micrometres(out, within.width);
  out += " 0 L ";
  append_micrometres(out, within.width);
  out.push_back(' ');
  append_micrometres(out, within.height);
  out += " L 0 ";
  append_micrometres(out, within.height);
  return out + " C</ofd:AbbreviatedData></ofd:PathObject></ofd:Appearance></ofd:Annot>";
}

class OutlineWriter {
 public:
  explicit OutlineWriter(const NavigationContext& context) : context_(context), items_(context.document.outline) {}

  std::string write() {
    std::string out;
    while (next_ < items_.size()) out += element();
    return out;
  }

 private:
  /// The next item with its descendants.
  std::string element() {
    const paint::OutlineItem& item = items_[next_++];
    std::string out = "<ofd:OutlineElem Title=\"" + xml_attribute(item.title) + "\"";
    std::string below;
    while (next_ < items_.size() && items_[next_].level > item.level) below += element();
    if (!below.empty() && !item.is_open) out += " Expanded=\"false\"";
    out += ">";
    if (item.destination.page < context_.pages.size()) out += goto_actions(item.destination, context_);
    return out + below + "</ofd:OutlineElem>";
  }

  const NavigationContext& context_;
  const std::vector<paint::OutlineItem>& items_;
  std::size_t next_ = 0;
};

std::string lower_roman(std::int32_t number) {
  static constexpr std::array<std::pair<int, std::string_view>, 13> kDigits = {{{1000, "m"},
                                                                                {900, "cm"},
                                                                                {500, "d"},
                                                                                {400, "cd"},
                                                                                {100, "c"},
                                                                                {90, "xc"},
                                                                                {50, "l"},
                                                                                {40, "xl"},
                                                                                {10, "x"},
                                                                                {9, "ix"},
                                                                                {5, "v"},
                                                                                {4, "iv"},
                                                                                {1, "i"}}};
  std::string out;
  for (const auto& [value, digits] : kDigits) {
    for (; number >= value; number -= value) out += digits;
  }
  return out;
}

/// The annotations of a page as a file; empty if absent.
std::string page_annotations(std::size_t page, const NavigationContext& context, Identifiers& identifiers,
                             LeftOuts& left_out) {
  const paint::PageDisplay& display = context.document.pages[page];
  const base::Transform shown = paint::picture_of(display).shown;
  std::string annotations;
  for (const paint::LinkArea& link : display.links) {
    const std::string actions = link_actions(link, context, left_out);
    if (actions.empty()) continue;
    for (const base::Rect& rect : link.rects) {
      const Box box = moved(box_of(rect), shown);
      if (!box.empty()) annotations += link_annotation(box, actions, link, context, identifiers);
    }
  }
  if (annotations.empty()) return {};
  return std::string(kXmlHead) + "<ofd:PageAnnot" + std::string(kNamespace) + ">" + annotations + "</ofd:PageAnnot>";
}

/// `<ofd:Outlines>`; empty without an outline.
std::string outlines(const NavigationContext& context) {
  if (context.document.outline.empty()) return {};
  return "<ofd:Outlines>" + OutlineWriter(context).write() + "</ofd:Outlines>";
}

/// The label of a page, such as `iii` or `附件-2`.
std::string page_label(const std::vector<paint::PageLabels>& labels, std::size_t page) {
  const paint::PageLabels* range = nullptr;
  for (const paint::PageLabels& one : labels) {
    if (one.first_page <= page) range = &one;
  }
  if (range == nullptr) return std::to_string(page + 1);
  const auto number = range->start + static_cast<std::int32_t>(page - range->first_page);
  switch (range->style) {
    case paint::PageLabels::Style::None: break;
    case paint::PageLabels::Style::Decimal: return range->prefix + std::to_string(number);
    case paint::PageLabels::Style::LowerRoman: return range->prefix + lower_roman(number);
  }
  return range->prefix;
}

/// `<ofd:Bookmarks>` with the page labels, if the document defines any: OFD has no other place for them.
std::string bookmarks(const NavigationContext& context) {
  if (context.document.page_labels.empty()) return {};
  std::string out = "<ofd:Bookmarks>";
  for (std::size_t i = 0; i < context.pages.size(); ++i) {
    out += "<ofd:Bookmark Name=\"" + xml_attribute(page_label(context.document.page_labels, i)) + "\">" +
           destination_element({i, {}}, context) + "</ofd:Bookmark>";
  }
  return out + "</ofd:Bookmarks>";
}

constexpr std::string_view kOfficialNamespace = "urn:gongwen:official:1";
constexpr std::string_view kSealPlaceNamespace = "urn:gongwen:seal-places:1";

void append_references(std::string& out, const std::vector<OfficialObject>& objects, std::uint16_t part,
                       Identifier page) {
  for (const OfficialObject& object : objects) {
    if (object.part != part) continue;
    out += "<ofd:ObjectRef";
    append_number_attribute(out, "PageRef", page);
    out += ">" + std::to_string(object.identifier) + "</ofd:ObjectRef>";
  }
}

/// Tag_Official.xml; empty if the document has no such parts. `objects` has an entry per page.
std::string official_tags(const paint::PaintedDocument& document, const std::vector<OfficialObjects>& objects,
                          const std::vector<Identifier>& pages) {
  std::vector<std::string> references(document.official.size());
  for (std::size_t page = 0; page < objects.size(); ++page) {
    for (std::size_t i = 0; !objects[page].empty() && i < references.size(); ++i) {
      append_references(references[i], objects[page], static_cast<std::uint16_t>(i + 1), pages[page]);
    }
  }
  std::string parts;
  for (std::size_t i = 0; i < references.size(); ++i) {
    if (references[i].empty()) continue;
    const std::string name = "gw:" + std::string(paint::official_part_info(document.official[i].part).chinese);
    parts.append("<").append(name).append(">").append(references[i]).append("</").append(name).append(">");
  }
  if (parts.empty()) return {};
  std::string out(kXmlHead);
  out.append("<gw:公文 xmlns:gw=\"").append(kOfficialNamespace).append("\"").append(kNamespace).append(">");
  return out + parts + "</gw:公文>";
}

/// Tag_SealPlaces.xml.
std::string seal_place_tags(const paint::PaintedDocument& document, const std::vector<OfdSealPlace>& places,
                            const std::vector<Identifier>& pages) {
  std::string out(kXmlHead);
  out.append("<gw:places xmlns:gw=\"").append(kSealPlaceNamespace).append("\">");
  for (const OfdSealPlace& place : places) {
    out.append("<gw:place Name=\"").append(xml_attribute(place.name)).append("\"");
    append_number_attribute(out, "PageRef", pages[place.page]);
    append_boundary(out, boundary_of(moved(box_of(place.rect), paint::picture_of(document.pages[place.page]).shown)));
    out += "/>";
  }
  return out + "</gw:places>";
}

std::string custom_datas(const paint::DocumentInformation& information, std::string_view pdf_sha256) {
  std::string out;
  for (const paint::OfficialText& fact : information.official) {
    out.append("<ofd:CustomData Name=\"").append(paint::official_part_info(fact.part).chinese).append("\">");
    out.append(xml_text(fact.text)).append("</ofd:CustomData>");
  }
  if (!pdf_sha256.empty()) {
    out.append("<ofd:CustomData Name=\"PDF-SHA-256\">").append(pdf_sha256).append("</ofd:CustomData>");
  }
  return out.empty() ? out : "<ofd:CustomDatas>" + out + "</ofd:CustomDatas>";
}

/// Our namespace; OFD leaves tags to each program.
constexpr std::string_view kStructureNamespace = "urn:gongwen:structure:1";

std::string_view scope_name(paint::HeaderScope scope) {
  switch (scope) {
    case paint::HeaderScope::None: break;
    case paint::HeaderScope::Column: return "Column";
    case paint::HeaderScope::Row: return "Row";
    case paint::HeaderScope::Both: return "Both";
  }
  return {};
}

class TagsWriter {
 public:
  TagsWriter(const paint::StructureTree& tree, const std::vector<ContentObjects>& objects,
             const std::vector<Identifier>& pages)
      : tree_(tree), objects_(objects), pages_(pages) {}

  std::string write() {
    std::size_t count = 0;
    for (const ContentObjects& page : objects_) {
      for (const std::vector<Identifier>& content : page) count += content.size();
    }
    constexpr std::size_t kUsualRoom = 64;  // per object, including its share of the elements
    out_.reserve(kUsualRoom * count);
    out_ = kXmlHead;
    append(paint::StructureTree::root(), true);
    return std::move(out_);
  }

 private:
  void append(paint::ElementId id, bool is_root) {
    const paint::StructureElement& element = tree_.element(id);
    const std::string_view name = paint::role_name(element.role);
    out_.append("<gw:").append(name);
    if (is_root) out_.append(" xmlns:gw=\"").append(kStructureNamespace).append("\"").append(kNamespace);
    append_facts(element);
    if (element.kids.empty()) {
      out_ += "/>";
      return;
    }
    out_ += ">";
    for (const paint::StructureKid& kid : element.kids) {
      if (const auto* const child = std::get_if<paint::ElementId>(&kid)) append(*child, false);
      if (const auto* const content = std::get_if<paint::ContentReference>(&kid)) append_content(*content);
    }
    out_.append("</gw:").append(name).append(">");
  }

  void append_facts(const paint::StructureElement& element) {
    const auto append_text = [&](std::string_view name, std::string_view value) {
      if (!value.empty()) out_.append(" ").append(name).append("=\"").append(xml_attribute(value)).append("\"");
    };
    append_text("Lang", element.details->language);
    append_text("Alt", element.details->alternative);
    append_text("Expansion", element.details->expansion);
    append_text("Scope", scope_name(element.scope));
    if (element.row_span > 1) append_number_attribute(out_, "RowSpan", element.row_span);
    if (element.column_span > 1) append_number_attribute(out_, "ColSpan", element.column_span);
  }

  void append_content(const paint::ContentReference& content) {
    if (content.page >= objects_.size() || content.content >= objects_[content.page].size()) return;
    const std::vector<Identifier>& objects = objects_[content.page][content.content];
    constexpr std::size_t kTags = 48;
    XmlPen pen(out_, objects.size() * (kTags + 2 * XmlPen::kMaxNumber));
    for (const Identifier object : objects) {
      pen.put("<ofd:ObjectRef PageRef=\"");
      pen.number(pages_[content.page]);
      pen.put("\">");
      pen.number(object);
      pen.put("</ofd:ObjectRef>");
    }
  }

  const paint::StructureTree& tree_;
  const std::vector<ContentObjects>& objects_;
  const std::vector<Identifier>& pages_;
  std::string out_;
};

/// Tag_Structure.xml. `objects` has an entry per page.
std::string structure_tags(const paint::StructureTree& tree, const std::vector<ContentObjects>& objects,
                           const std::vector<Identifier>& pages) {
  return TagsWriter(tree, objects, pages).write();
}

// Package: compresses the files of an OFD document as they come and assembles them at the end, with OFD.xml first.

class Package {
 public:
  /// Adds XML written here; compresses it.
  void add_markup(std::string name, std::string_view xml);
  /// Adds another file; compresses it.
  void add(std::string name, std::string_view bytes);
  /// Adds a picture, which is already compressed by its format.
  void add_stored(std::string name, std::string bytes);
  /// Adds a file already compressed in zlib format.
  void add_packed(std::string name, std::string zlib, std::size_t length, std::uint32_t check_sum);

  /// 32 hexadecimal digits that depend only on the names and stored bytes of the files.
  std::string identifier() const;
  /// Returns the archive; `root` is OFD.xml.
  std::string finish(std::string_view root);

 private:
  struct Part {
    std::string name;
    std::string bytes;  // as stored, or in zlib format
    std::size_t length = 0;
    std::uint32_t check_sum = 0;
    bool is_packed = false;
  };
  std::vector<Part> parts_;
};

// Attachments (GB/T 33190-2016, chapter on attachments): their list and their parts.
//   Attachs/Attachments.xml   Attachs/data.xml

/// Path of the list, in the document's folder.
inline constexpr std::string_view kAttachmentList = "Attachs/Attachments.xml";

/// Adds the parts below `folder` and their list, if there are any attachments.
/// Reports: ofd/attachment-type, in the archive profile.
void add_attachments(Package& package, std::string_view folder, const OfdOptions& options,
                     diagnostics::DiagnosticSink& sink);

constexpr double kBytesOfKilobyte = 1024;

/// The extension in lowercase without the dot, such as `xml`; empty if absent.
std::string extension_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : base::ascii_lowercase(name.substr(dot + 1));
}

bool is_plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return base::is_ascii_alnum(c) || c == '.' || c == '-' || c == '_'; });
}

/// The name of an attachment's part: its own if every reader can unpack it and it does not clash with ours, otherwise
/// its number.
std::string part_name(std::string_view name, std::size_t number) {
  const std::string lower = base::ascii_lowercase(name);
  if (is_plain(name) && !name.starts_with('.') && !lower.starts_with("att")) return std::string(name);
  const std::string extension = extension_of(name);
  return "att" + std::to_string(number) + (extension.empty() || !is_plain(extension) ? "" : "." + extension);
}

bool fits_archive(std::string_view name) {
  const std::string extension = extension_of(name);
  return extension == "xml" || extension == "txt";
}

void add_attachments(Package& package, std::string_view folder, const OfdOptions& options,
                     diagnostics::DiagnosticSink& sink) {
  std::string list;
  std::size_t number = 0;
  for (const OfdAttachment& attachment : options.attachments) {
    if (options.profile == OfdProfile::Archive && !fits_archive(attachment.name)) {
      sink.report(diagnostics::messages::OfdAttachmentType, attachment.origin, attachment.name);
      continue;
    }
    const std::string part = part_name(attachment.name, ++number);
    // IDs of attachments have the type xs:ID, which must not start with a digit.
    list += fmt::format("<ofd:Attachment ID=\"att{}\" Name=\"{}\"", number, xml_attribute(attachment.name));
    const std::string format = extension_of(attachment.name);
    if (!format.empty()) list += " Format=\"" + xml_attribute(format) + "\"";
    list += fmt::format(" Size=\"{:.3f}\"", static_cast<double>(attachment.bytes.size()) / kBytesOfKilobyte);
    if (!attachment.usage.empty()) list += " Usage=\"" + xml_attribute(attachment.usage) + "\"";
    list += "><ofd:FileLoc>" + part + "</ofd:FileLoc></ofd:Attachment>";
    package.add(std::string(folder) + "Attachs/" + part, attachment.bytes);
  }
  if (list.empty()) return;
  package.add(std::string(folder) + std::string(kAttachmentList),
              std::string(kXmlHead) + "<ofd:Attachments" + std::string(kNamespace) + ">" + list + "</ofd:Attachments>");
}

constexpr std::size_t kIdentifierDigits = 32;
/// Approximate size of an archive entry besides its name and bytes.
constexpr std::size_t kEntryRoom = 100;

package::ZipEntry entry_of(const std::string& name, const std::string& bytes, std::size_t length, std::uint32_t sum,
                           bool is_packed) {
  if (is_packed) return package::deflated_entry(name, bytes, length, sum);
  return {name, bytes, length, sum, false};
}

void Package::add_markup(std::string name, std::string_view xml) {
  add_packed(std::move(name), resources::deflate(xml, resources::Effort::Thorough), xml.size(), resources::crc32(xml));
}

void Package::add(std::string name, std::string_view bytes) {
  add_packed(std::move(name), resources::deflate(bytes), bytes.size(), resources::crc32(bytes));
}

void Package::add_stored(std::string name, std::string bytes) {
  const std::uint32_t sum = resources::crc32(bytes);
  const std::size_t length = bytes.size();
  parts_.push_back({std::move(name), std::move(bytes), length, sum, false});
}

void Package::add_packed(std::string name, std::string zlib, std::size_t length, std::uint32_t check_sum) {
  parts_.push_back({std::move(name), std::move(zlib), length, check_sum, true});
}

std::string Package::identifier() const {
  base::Sha256 hash;
  for (const Part& part : parts_) {
    hash.add(part.name);
    hash.add(entry_of(part.name, part.bytes, part.length, part.check_sum, part.is_packed).bytes);
  }
  return hash.hexadecimal().substr(0, kIdentifierDigits);
}

std::string Package::finish(std::string_view root) {
  package::ZipWriter zip;
  const std::string packed = resources::deflate(root);
  std::string out;
  std::size_t room = packed.size() + kEntryRoom;
  for (const Part& part : parts_) room += part.bytes.size() + 2 * part.name.size() + kEntryRoom;
  out.reserve(room);
  out += zip.entry(package::deflated_entry("OFD.xml", packed, root.size(), resources::crc32(root)));
  for (Part& part : parts_) {
    out += zip.entry(entry_of(part.name, part.bytes, part.length, part.check_sum, part.is_packed));
    part.bytes = std::string();
  }
  return out + zip.end();
}

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;

constexpr std::string_view kFolder = "Doc_0/";
constexpr std::string_view kFixedDay = "2000-01-01";
constexpr std::size_t kDayLength = 10;

std::string document_day(const paint::DocumentInformation& information, const OfdOptions& options) {
  const std::string_view stated = std::string_view(information.date).substr(0, kDayLength);
  if (base::parse_date(stated)) return std::string(stated);
  if (!options.fallback_date) return std::string(kFixedDay);
  return base::date_in_china(*options.fallback_date);
}

std::string element(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  return "<ofd:" + std::string(name) + ">" + xml_text(text) + "</ofd:" + std::string(name) + ">";
}

/// One element per keyword: they are separated by commas or semicolons, as in HTML.
std::string keywords(std::string_view text) {
  constexpr std::u32string_view kSeparators = U",;，；、";
  std::string list;
  std::string word;
  const auto finish = [&] {
    list += element("Keyword", base::trim_ascii_space(word));
    word.clear();
  };
  for (const auto& [code_point, length, valid] : base::CodePoints(text)) {
    if (kSeparators.find(code_point) != std::u32string_view::npos) {
      finish();
    } else if (valid) {
      base::append_utf8(word, code_point);
    }
  }
  finish();
  return list.empty() ? std::string() : "<ofd:Keywords>" + list + "</ofd:Keywords>";
}

std::string file_of(std::string_view name, const std::string& content) {
  return std::string(kXmlHead) + "<ofd:" + std::string(name) + std::string(kNamespace) + content +
         "</ofd:" + std::string(name) + ">";
}

}  // namespace

class OfdFile::Writer {
 public:
  Writer(const paint::PaintedDocument& document, const text::FontLibrary& library, const OfdOptions& options,
         DiagnosticSink& sink)
      : document_(document),
        library_(library),
        options_(options),
        sink_(sink),
        usage_(document, library, options.origins, nullptr, paint::FontProgramUse::ByItself),
        fonts_(library, identifiers_),
        media_(identifiers_),
        day_(document_day(document.information, options)) {}

  void write_parts() {
    for (std::size_t i = 0; i < document_.pages.size(); ++i) pages_.push_back(identifiers_.next());
    write_font_files();
    write_pages();
    write_font_list();
    write_media();
    write_tags();
    write_annotations();
    add_attachments(package_, kFolder, options_, sink_);
    package_.add_markup(std::string(kFolder) + "Document.xml", document_file());
    report_left_out();
  }

  std::string identifier() const { return package_.identifier(); }
  std::string finish(std::string_view pdf_sha256) { return package_.finish(root_file(pdf_sha256)); }

 private:
  NavigationContext navigation() const { return {document_, pages_, options_.profile, day_}; }

  void write_font_files() {
    for (const paint::UsedFont& font : usage_.fonts()) {
      sink_.go_on_now();
      const text::PackedSubset& subset = font.subset();
      if (subset.glyph_count == 0) {
        sink_.report(messages::OfdUnusableFace, first_use(font.id()), library_.face_name(font.id()));
        continue;
      }
      const std::string& file = fonts_.add(font);
      package_.add_packed(std::string(kFolder) + "Res/" + file, subset.packed, subset.length, subset.check_sum);
    }
  }

  void write_font_list() {
    const std::string& fonts = fonts_.elements();
    const std::string content = fonts.empty() ? std::string() : "<ofd:Fonts>" + fonts + "</ofd:Fonts>";
    package_.add_markup(std::string(kFolder) + "PublicRes.xml", file_of("Res", " BaseLoc=\"Res\">" + content));
  }

  void write_pages() {
    const PageContext context{library_, fonts_, identifiers_, media_, left_out_};
    std::string page;  // reused for all pages
    for (std::size_t i = 0; i < document_.pages.size(); ++i) {
      sink_.go_on_now();
      write_page(document_.pages[i], context, {objects_.emplace_back(), official_.emplace_back()}, page);
      package_.add_markup(page_name(i), page);
    }
  }

  std::string page_name(std::size_t page) const {
    return std::string(kFolder) + "Pages/Page_" + std::to_string(page) + "/Content.xml";
  }

  void write_tags() {
    std::string list = custom_tag("structure", "Tag_Structure.xml");
    package_.add_markup(std::string(kFolder) + "Tags/Tag_Structure.xml",
                        structure_tags(document_.structure, objects_, pages_));
    const std::string official = official_tags(document_, official_, pages_);
    if (!official.empty()) {
      list += custom_tag("official", "Tag_Official.xml");
      package_.add_markup(std::string(kFolder) + "Tags/Tag_Official.xml", official);
    }
    if (!options_.seal_places.empty()) {
      list += custom_tag("seal-places", "Tag_SealPlaces.xml");
      package_.add_markup(std::string(kFolder) + "Tags/Tag_SealPlaces.xml",
                          seal_place_tags(document_, options_.seal_places, pages_));
    }
    package_.add_markup(std::string(kFolder) + "Tags/CustomTags.xml", file_of("CustomTags", ">" + list));
  }

  static std::string custom_tag(const std::string& type, const std::string& file) {
    return "<ofd:CustomTag TypeID=\"gongwen-" + type + "\"><ofd:FileLoc>" + file + "</ofd:FileLoc></ofd:CustomTag>";
  }

  void write_media() {
    std::string media;
    for (MediaFile& file : media_.take_files()) {
      media += "<ofd:MultiMedia";
      append_number_attribute(media, "ID", file.identifier);
      media += " Type=\"Image\" Format=\"" + std::string(file.format) + "\"><ofd:MediaFile>" + file.name +
               "</ofd:MediaFile></ofd:MultiMedia>";
      package_.add_stored(std::string(kFolder) + "Res/" + file.name, std::move(file.bytes));
    }
    const std::string content = media.empty() ? std::string() : "<ofd:MultiMedias>" + media + "</ofd:MultiMedias>";
    package_.add_markup(std::string(kFolder) + "DocumentRes.xml", file_of("Res", " BaseLoc=\"Res\">" + content));
  }

  void write_annotations() {
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      const std::string file = page_annotations(i, navigation(), identifiers_, left_out_);
      if (file.empty()) continue;
      const std::string name = "Page_" + std::to_string(i) + "/Annotation.xml";
      package_.add_markup(std::string(kFolder) + "Annots/" + name, file);
      annotations_ += "<ofd:Page";
      append_number_attribute(annotations_, "PageID", pages_[i]);
      annotations_ += "><ofd:FileLoc>" + name + "</ofd:FileLoc></ofd:Page>";
    }
    if (!annotations_.empty()) {
      package_.add_markup(std::string(kFolder) + "Annots/Annotations.xml", file_of("Annotations", ">" + annotations_));
    }
  }

  std::string document_file() const {
    std::string out = "><ofd:CommonData><ofd:MaxUnitID>" + std::to_string(identifiers_.last()) + "</ofd:MaxUnitID>";
    if (!document_.pages.empty()) out += "<ofd:PageArea>" + physical_box(document_.pages.front()) + "</ofd:PageArea>";
    out +=
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
        "</ofd:CommonData><ofd:Pages>";
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      out += "<ofd:Page";
      append_number_attribute(out, "ID", pages_[i]);
      out += " BaseLoc=\"Pages/Page_" + std::to_string(i) + "/Content.xml\"/>";
    }
    out += "</ofd:Pages>" + outlines(navigation()) + bookmarks(navigation());
    if (!annotations_.empty()) out += "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>";
    out += "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>";
    if (!options_.attachments.empty()) out += element("Attachments", kAttachmentList);
    return file_of("Document", out);
  }

  std::string root_file(std::string_view pdf_sha256) const {
    const paint::DocumentInformation& information = document_.information;
    const std::string_view type = options_.profile == OfdProfile::Archive ? "OFD-A" : "OFD";
    std::string out = " Version=\"1.0\" DocType=\"" + std::string(type) + "\"><ofd:DocBody><ofd:DocInfo>";
    out += element("DocID", package_.identifier()) + element("Title", information.title) +
           element("Author", information.author) + element("Subject", information.subject) +
           element("CreationDate", day_);
    out += keywords(information.keywords);
    out += element("Creator", "gongwen") + element("CreatorVersion", GONGWEN_VERSION);
    out += custom_datas(information, pdf_sha256);
    return file_of("OFD", out + "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>");
  }

  void report_left_out() {
    for (const auto& [what, origin] : left_out_) {
      switch (what) {
        case LeftOut::GroupOpacity: sink_.report(messages::OfdGroupOpacity, origin); break;
        case LeftOut::OuterLink: sink_.report(messages::OfdOuterLink, origin); break;
        case LeftOut::ManyTiles: sink_.report(messages::OfdManyTiles, origin); break;
        case LeftOut::Mask: sink_.report(messages::OfdMask, origin); break;
      }
    }
  }

  /// Returns the first use of a face.
  diagnostics::OriginId first_use(text::FaceId face) const {
    for (const paint::PageDisplay& page : document_.pages) {
      for (const paint::DisplayItem& item : page.items) {
        const auto* const draw = std::get_if<paint::DrawGlyphs>(&item);
        if (draw != nullptr && draw->run->face == face) return draw->origin;
      }
    }
    return {};
  }

  const paint::PaintedDocument& document_;
  const text::FontLibrary& library_;
  const OfdOptions& options_;
  DiagnosticSink& sink_;
  paint::FontUsage usage_;
  Identifiers identifiers_;
  Fonts fonts_;
  Media media_;
  std::string day_;
  LeftOuts left_out_;
  Package package_;
  std::vector<Identifier> pages_;
  std::vector<ContentObjects> objects_;
  std::vector<OfficialObjects> official_;
  std::string annotations_;
};

OfdFile::OfdFile(const paint::PaintedDocument& document, const text::FontLibrary& library, const OfdOptions& options,
                 DiagnosticSink& sink)
    : writer_(std::make_unique<Writer>(document, library, options, sink)) {
  writer_->write_parts();
}
OfdFile::OfdFile(OfdFile&&) noexcept = default;
OfdFile::~OfdFile() = default;

std::string OfdFile::identifier() const { return writer_->identifier(); }
std::string OfdFile::finish(std::string_view pdf_sha256) && { return writer_->finish(pdf_sha256); }

std::string write_ofd(const paint::PaintedDocument& document, const text::FontLibrary& library,
                      const OfdOptions& options, DiagnosticSink& sink) {
  return OfdFile(document, library, options, sink).finish({});
}

}  // namespace gongwen::ofd
