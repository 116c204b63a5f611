// Notes are two parts for each sheet (ECMA-376, 18.7): their texts, and a drawing in VML that says where they are
// shown. Programs show no note without both. A sheet that has them gets more entries; for other sheets both parts are
// added, with their relationships and content types. Texts are inserted at places that the XML reader has found, so
// that everything else keeps its bytes.
#include "sheet/xlsx/add_notes.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"
#include "intake/cells.h"
#include "intake/remark_author.h"
#include "package/relationships.h"
#include "package/xml_events.h"
#include "package/zip_archive.h"
#include "resources/deflate.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

namespace gongwen::xlsx {
namespace {

constexpr std::string_view kDocumentRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kDrawingNames{
    {{"v", "urn:schemas-microsoft-com:vml"},
     {"o", "urn:schemas-microsoft-com:office:office"},
     {"x", "urn:schemas-microsoft-com:office:excel"}}};

/// The columns and rows that the frame of a note covers; programs do not enlarge it.
constexpr std::uint32_t kNoteColumns = 4;
constexpr std::size_t kCharactersOfLine = 22;

/// The prefix of a name with its colon; empty if it has none.
std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon + 1);
}

/// The sheets of a workbook and the relationships of their parts.
class SheetNames final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    if (package::local_name(name) == "sheet") {
      by_name.emplace(std::string(attributes.find("name")), std::string(attributes.find("id")));
    }
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

  std::map<std::string, std::string, std::less<>> by_name;  // ids of relationships
};

/// The place in a sheet at which the drawing of the notes is named: its children have a fixed order (18.3.1.99).
class DrawingPlace final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    constexpr std::array<std::string_view, 8> kAfter{"legacyDrawingHF", "drawingHF",       "picture",    "oleObjects",
                                                     "controls",        "webPublishItems", "tableParts", "extLst"};
    const std::string_view local = package::local_name(name);
    if (depth_ == 0) prefix = prefix_of(name);
    if (depth_ == 1 && local == "legacyDrawing") drawing = attributes.find("id");
    const bool is_after = depth_ == 1 && std::find(kAfter.begin(), kAfter.end(), local) != kAfter.end();
    if (is_after && !at) at = offset();
    ++depth_;
  }
  void end(std::string_view) override {
    if (--depth_ == 0 && !at) at = offset();
  }
  void text(std::string_view) override {}

  std::string prefix;
  std::string drawing;              // the relationship of the one that it has
  std::optional<std::uint32_t> at;  // where another one is inserted

 private:
  std::size_t depth_ = 0;
};

/// The places for notes in a part that has some already, and the existing texts by cell.
class NotePlaces final : public package::XmlHandler {
 public:
  struct Known {
    std::uint32_t note = 0;            // where the note starts
    std::uint32_t note_end = 0;        // where its end tag starts
    std::uint32_t start = 0;           // of the element of the text
    std::uint32_t end = 0;             // of its content
    std::optional<std::uint32_t> run;  // the end of its last run
    std::string author;                // its number
  };

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    if (local == "comments") prefix = prefix_of(name);
    if (local == "author") authors.emplace_back();
    in_author_ = local == "author";
    if (local == "comment") {
      cell_ = attributes.find("ref");
      known[cell_].note = offset();
      known[cell_].author = attributes.find("authorId");
    }
    if (local == "text" && !cell_.empty()) known[cell_].start = offset();
  }
  void end(std::string_view name) override {
    const std::string_view local = package::local_name(name);
    in_author_ = false;
    if (local == "authors") authors_end = offset();
    const auto found = known.find(cell_);
    if (local == "t" && found != known.end()) found->second.run = offset();
    if (local == "text" && found != known.end()) found->second.end = offset();
    if (local == "comment" && found != known.end()) found->second.note_end = offset();
    if (local == "comment") cell_.clear();
    if (local == "commentList") list = offset();
  }
  void text(std::string_view piece) override {
    if (in_author_) authors.back().append(piece);
  }

  std::string prefix;
  std::vector<std::string> authors;
  std::optional<std::uint32_t> authors_end;
  std::optional<std::uint32_t> list;                // the end of the list
  std::map<std::string, Known, std::less<>> known;  // by cells

 private:
  std::string cell_;
  bool in_author_ = false;
};

/// Texts that replace others in a part, by their offsets in it.
class Edits {
 public:
  void add(std::size_t at, std::string text) { replace(at, 0, std::move(text)); }
  void replace(std::size_t at, std::size_t length, std::string text) {
    edits_.emplace(at, std::pair(length, std::move(text)));
  }

  void apply_to(std::string& part) const {
    for (auto one = edits_.rbegin(); one != edits_.rend(); ++one) {
      part.replace(one->first, one->second.first, one->second.second);
    }
  }

 private:
  std::multimap<std::size_t, std::pair<std::size_t, std::string>> edits_;
};

/// Whether there is an end tag: nothing can be put into an empty element, `<a/>`.
bool is_end_tag(std::string_view part, std::size_t at) { return part.substr(at, 2) == "</"; }

class NoteWriter {
 public:
  explicit NoteWriter(package::ZipArchive& zip) : zip_(zip) {}

  std::optional<std::string> write(std::span<const AddedNote> notes) {
    if (!find_sheets()) return std::nullopt;
    std::map<std::string, std::map<std::string, std::string>> by_sheet;  // texts by cells, by parts
    for (const AddedNote& note : notes) {
      const auto part = parts_.find(note.sheet);
      if (part == parts_.end() || !intake::parse_cell_reference(note.cell) || note.text.empty()) continue;
      std::string& text = by_sheet[part->second][note.cell];
      text += (text.empty() ? "" : "\n") + note.text;
    }
    if (by_sheet.empty()) return std::nullopt;
    for (const auto& [name, part] : parts_) remove_outdated(part, by_sheet[part]);
    std::erase_if(by_sheet, [](const auto& sheet) { return sheet.second.empty(); });
    for (const auto& [part, cells] : by_sheet) {
      if (!add_to_sheet(part, cells)) return std::nullopt;
    }
    if (!add_types()) return std::nullopt;
    return pack();
  }

 private:
  using Cells = std::map<std::string, std::string>;

  /// The part with all changes so far; null if it cannot be read or is not in UTF-8.
  std::string* part(const std::string& name) {
    const auto known = changed_.find(name);
    if (known != changed_.end()) return &known->second;
    auto read = zip_.read(name);
    if (!read || read->starts_with("\xFE\xFF") || read->starts_with("\xFF\xFE")) return nullptr;
    return &changed_.emplace(name, *std::move(read)).first->second;
  }

  std::vector<package::Relationship> relationships(const std::string& of) {
    const std::string name = package::relationship_part(of);
    package::RelationshipReader reader(of);
    if (!zip_.has(name)) return {};
    const std::string* const xml = part(name);
    if (xml == nullptr || package::read_xml(*xml, {}, reader)) return {};
    return reader.found;
  }

  static std::string target_of(const std::vector<package::Relationship>& all, std::string_view type,
                               std::string_view id = {}) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const package::Relationship& one) {
      return one.type == type && (id.empty() || one.id == id);
    });
    return found == all.end() ? std::string() : found->target;
  }

  bool find_sheets() {
    const std::string book = target_of(relationships({}), "officeDocument");
    const std::string* const xml = book.empty() ? nullptr : part(book);
    SheetNames names;
    if (xml == nullptr || xml->find(kMain) == std::string::npos || package::read_xml(*xml, {}, names)) return false;
    const auto all = relationships(book);
    for (const auto& [name, id] : names.by_name) {
      const std::string target = target_of(all, "worksheet", id);
      if (!target.empty()) parts_.emplace(name, target);
    }
    return true;
  }

  /// Adds a relationship to a part of this name, and returns its id.
  std::optional<std::string> relate(const std::string& of, std::string_view type, const std::string& target) {
    const std::string name = package::relationship_part(of);
    const std::string* const present = zip_.has(name) || changed_.contains(name) ? part(name) : nullptr;
    std::string id;
    do {
      id = fmt::format("gongwen{}", ++ids_);
    } while (present != nullptr && present->find('"' + id + '"') != std::string::npos);
    const std::string xml = fmt::format(R"(<Relationship Id="{}" Type="{}/{}" Target="/{}"/>)", id, kDocumentRelations,
                                        type, base::escape_attribute(target));
    if (!zip_.has(name) && !changed_.contains(name)) {
      changed_[name] = fmt::format(
          R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>)",
          xml);
      added_.push_back(name);
      return id;
    }
    std::string* const known = part(name);
    return known != nullptr && insert_before_end(*known, xml) ? std::optional(id) : std::nullopt;
  }

  /// Inserts before the last end tag of a part.
  static bool insert_before_end(std::string& part, std::string_view text) {
    const std::size_t end = part.rfind("</");
    if (end == std::string::npos) return false;
    part.insert(end, text);
    return true;
  }

  /// A name that the archive does not have yet.
  std::string free_name(std::string_view begin, std::string_view end) {
    for (std::size_t number = 1;; ++number) {
      std::string name = fmt::format("{}{}{}", begin, number, end);
      if (!zip_.has(name) && !changed_.contains(name)) return name;
    }
  }

  bool add_to_sheet(const std::string& sheet, const Cells& cells) {
    const auto known = relationships(sheet);
    std::string* const xml = part(sheet);
    DrawingPlace place;
    if (xml == nullptr || package::read_xml(*xml, {}, place) || !place.at) return false;
    std::string texts = target_of(known, "comments");
    std::string drawing = place.drawing.empty() ? std::string() : target_of(known, "vmlDrawing", place.drawing);
    Cells missing = cells;  // missing frames
    if (texts.empty()) {
      texts = free_name("xl/comments", ".xml");
      changed_[texts] = fmt::format(
          R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?><comments xmlns="{}"><authors></authors><commentList></commentList></comments>)",
          kMain);
      added_.push_back(texts);
      note_parts_.push_back(texts);
      if (!relate(sheet, "comments", texts)) return false;
    }
    if (!add_texts(texts, missing)) return false;
    if (drawing.empty()) {
      drawing = free_name("xl/drawings/vmlDrawing", ".vml");
      changed_[drawing] =
          R"(<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>)";
      added_.push_back(drawing);
      const auto id = relate(sheet, "vmlDrawing", drawing);
      if (!id) return false;
      xml->insert(*place.at,
                  fmt::format(R"(<{}legacyDrawing xmlns:r="{}" r:id="{}"/>)", place.prefix, kDocumentRelations, *id));
    }
    return add_frames(drawing, missing);
  }

  /// The number of the author of our notes; if the part has no such author, the number that it would get.
  static std::string own_author(const NotePlaces& places) {
    const auto known = std::find(places.authors.begin(), places.authors.end(), intake::kRemarkAuthor);
    return std::to_string(known - places.authors.begin());
  }

  /// Removes notes that were added here earlier to cells that get none now, since what was wrong there has been
  /// corrected. A note whose frame is not found stays.
  void remove_outdated(const std::string& sheet, const Cells& cells) {
    const auto all = relationships(sheet);
    const std::string texts = target_of(all, "comments");
    const std::string drawing = target_of(all, "vmlDrawing");
    std::string* const xml = texts.empty() ? nullptr : part(texts);
    std::string* const vml = drawing.empty() ? nullptr : part(drawing);
    NotePlaces places;
    if (xml == nullptr || vml == nullptr || package::read_xml(*xml, {}, places)) return;
    Edits edits;
    for (const auto& [cell, note] : places.known) {
      const bool is_ours = note.author == own_author(places);
      const auto place = intake::parse_cell_reference(cell);
      if (!is_ours || !place || cells.contains(cell) || !is_end_tag(*xml, note.note_end)) continue;
      if (remove_frame(*vml, *place)) edits.replace(note.note, xml->find('>', note.note_end) + 1 - note.note, "");
    }
    edits.apply_to(*xml);
  }

  static bool remove_frame(std::string& vml, intake::CellReference cell) {
    constexpr std::string_view kEnd = "</v:shape>";
    for (std::size_t at = vml.find("<v:shape "); at != std::string::npos; at = vml.find("<v:shape ", at + 1)) {
      const std::size_t end = vml.find(kEnd, at);
      if (end == std::string::npos) return false;
      const std::string_view shape = std::string_view(vml).substr(at, end - at);
      const auto has = [&](const std::string& text) {
        return shape.find(text) != std::string_view::npos;
      };
      if (!has(fmt::format("<x:Row>{}</x:Row>", cell.row))) continue;
      if (!has(fmt::format("<x:Column>{}</x:Column>", cell.column))) continue;
      vml.erase(at, end + kEnd.size() - at);
      return true;
    }
    return false;
  }

  /// Adds the texts; `cells` keeps those that had no note before. A note of ours is replaced.
  bool add_texts(const std::string& name, Cells& cells) {
    std::string* const xml = part(name);
    NotePlaces places;
    const bool is_read = xml != nullptr && !package::read_xml(*xml, {}, places);
    if (!is_read || !places.list || !is_end_tag(*xml, *places.list) || !places.authors_end) return false;
    Edits edits;
    const std::string author = own_author(places);
    const bool is_known_author = author != std::to_string(places.authors.size());
    if (!is_known_author) {
      if (!is_end_tag(*xml, *places.authors_end)) return false;
      edits.add(*places.authors_end, fmt::format("<{0}author>{1}</{0}author>", places.prefix, intake::kRemarkAuthor));
    }
    std::string added;
    for (auto cell = cells.begin(); cell != cells.end();) {
      const std::string text = base::escape_markup(base::xml_characters(cell->second));
      const std::string run = fmt::format(R"(<{0}r><{0}t xml:space="preserve">{1}</{0}t></{0}r>)", places.prefix, text);
      const auto known = places.known.find(cell->first);
      if (known == places.known.end()) {
        added += fmt::format(R"(<{0}comment ref="{1}" authorId="{2}"><{0}text>{3}</{0}text></{0}comment>)",
                             places.prefix, cell->first, author, run);
        ++cell;
        continue;
      }
      const NotePlaces::Known& note = known->second;
      const std::size_t content = xml->find('>', note.start) + 1;
      if (!is_end_tag(*xml, note.end) || content > note.end) return false;
      const bool is_ours = is_known_author && note.author == author;
      if (is_ours) {
        edits.replace(content, note.end - content, run);
      } else if (note.run && is_end_tag(*xml, *note.run)) {
        // The last run of a text is continued: not every program shows runs after a plain text.
        edits.add(*note.run, "\n" + text);
      } else {
        edits.add(note.end, run);
      }
      cell = cells.erase(cell);
    }
    edits.add(*places.list, added);
    edits.apply_to(*xml);
    return true;
  }

  /// Returns a frame number that the drawing does not use yet.
  static std::size_t free_number(const std::string& drawing, std::size_t from) {
    while (drawing.find(fmt::format("_x0000_s{}\"", from)) != std::string::npos) ++from;
    return from;
  }

  bool add_frames(const std::string& name, const Cells& cells) {
    std::string* const vml = part(name);
    if (vml == nullptr) return false;
    constexpr std::string_view kType = "_x0000_t202";
    std::string added;
    // If the drawing uses other prefixes for these namespaces, each frame declares them itself.
    std::string names;
    for (const auto& [prefix, name] : kDrawingNames) {
      const std::string declaration = fmt::format(R"(xmlns:{}="{}")", prefix, name);
      if (vml->find(declaration) == std::string::npos) names += " " + declaration;
    }
    if (vml->find(fmt::format("id=\"{}\"", kType)) == std::string::npos) {
      added += fmt::format(
          R"(<v:shapetype{1} id="{0}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>)",
          kType, names);
    }
    constexpr std::size_t kFirstNumber = 20'001;
    std::size_t number = kFirstNumber;
    for (const auto& [cell, text] : cells) {
      const intake::CellReference place = *intake::parse_cell_reference(cell);
      number = free_number(*vml, number);
      const std::size_t lines = 2 + base::count_code_points(text) / kCharactersOfLine +
                                static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
      const std::uint32_t top = place.row == 0 ? 0 : place.row - 1;
      added += fmt::format(
          R"(<v:shape{10} id="_x0000_s{0}" type="#{1}" style="position:absolute;margin-left:80pt;margin-top:5pt;width:200pt;height:{2}pt;z-index:{3};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{4}, 15, {5}, 2, {6}, 15, {7}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{8}</x:Row><x:Column>{9}</x:Column></x:ClientData></v:shape>)",
          number, kType, lines * 16, number, place.column + 1, top, place.column + 1 + kNoteColumns, top + lines,
          place.row, place.column, names);
      ++number;
    }
    return added.empty() || insert_before_end(*vml, added);
  }

  bool add_types() {
    if (added_.empty()) return true;
    std::string* const types = part("[Content_Types].xml");
    if (types == nullptr) return false;
    std::string added;
    if (types->find("Extension=\"vml\"") == std::string::npos) {
      added += R"(<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>)";
    }
    for (const std::string& name : note_parts_) {
      added += fmt::format(
          R"(<Override PartName="/{}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"/>)",
          name);
    }
    return insert_before_end(*types, added);
  }

  std::string pack() {
    package::ZipWriter writer;
    std::string bytes;
    const auto put_text = [&](const std::string& name, const std::string& text) {
      const std::string zlib = resources::deflate(text);
      bytes += writer.entry(package::deflated_entry(name, zlib, text.size(), resources::crc32(text)));
    };
    for (const std::string& name : zip_.names()) {
      if (const auto changed = changed_.find(name); changed != changed_.end()) {
        put_text(name, changed->second);
      } else if (const auto packed = zip_.packed(name)) {
        bytes += writer.entry(*packed);
      } else if (const auto text = zip_.read(name)) {
        put_text(name, *text);
      }
    }
    for (const std::string& name : added_) put_text(name, changed_[name]);
    return bytes + writer.end();
  }

  package::ZipArchive& zip_;
  std::map<std::string, std::string, std::less<>> parts_;    // of sheets, by their names
  std::map<std::string, std::string, std::less<>> changed_;  // parts that were read, and perhaps changed
  std::vector<std::string> added_;
  std::vector<std::string> note_parts_;
  std::size_t ids_ = 0;
};

}  // namespace

std::optional<std::string> add_notes(std::string_view workbook, std::span<const AddedNote> notes) {
  auto zip = package::ZipArchive::open(workbook, package::ZipLimits());
  if (!zip) return std::nullopt;
  return NoteWriter(*zip).write(notes);
}

}  // namespace gongwen::xlsx
