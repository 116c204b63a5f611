#include "word/read_document.h"

#include "base/utf8.h"
#include "package/relationships.h"
#include "word/detail/definitions.h"
#include "word/detail/resolve.h"
#include "word/detail/story_reader.h"

#include <algorithm>
#include <set>
#include <utility>

// Parts are read in the order in which they need each other: theme, settings, styles, numbering; notes and comments
// before the body, which refers to them; headers and footers last. A damaged part other than the body is a finding.
namespace gongwen::word {
namespace {

using package::Relationship;
using package::RelationshipReader;

package::XmlOptions xml_options(const WordLimits& limits) {
  return {limits.max_depth, package::XmlNames::WithNamespaces};
}

/// The relationships of a part; none if it has none, or they cannot be read.
RelationshipReader relationships_of(package::ZipArchive& zip, std::string_view part) {
  RelationshipReader reader(part);
  const std::string path = package::relationship_part(part);
  if (!zip.has(path)) return reader;
  if (const auto xml = zip.read(path)) package::read_xml(*xml, {}, reader);
  return reader;
}

class DocumentReader {
 public:
  DocumentReader(package::ZipArchive& zip, const WordLimits& limits) : zip_(zip), reading_{limits, document_} {}

  base::Expected<Document, WordFailure> read() {
    find_main();
    if (document_.main_part.empty()) return base::Failure{WordFailure{WordError::NotWord}};
    const RelationshipReader parts = relationships_of(zip_, document_.main_part);
    find_in_package(parts);
    read_definitions(parts);
    document_.stories.emplace_back();  // the body is the first one
    for (const auto& [type, story] :
         {std::pair("footnotes", StoryType::Footnote), std::pair("endnotes", StoryType::Endnote),
          std::pair("comments", StoryType::Comment)}) {
      for (const Relationship& part : parts.found) {
        if (part.type == type) read_story(part.target, story, 0, false);
      }
    }
    read_story(document_.main_part, StoryType::Body, 0, true);
    if (reading_.failure) return base::Failure{*reading_.failure};
    if (document_.sections.empty()) document_.sections.emplace_back();
    read_headers(parts);
    if (reading_.failure) return base::Failure{*reading_.failure};
    resolve_formats(document_, reading_.limits.max_style_depth);
    return std::move(document_);
  }

 private:
  void find_main() {
    const RelationshipReader root = relationships_of(zip_, {});
    for (const Relationship& part : root.found) {
      if (part.type == "officeDocument" && document_.main_part.empty() && zip_.has(part.target))
        document_.main_part = part.target;
      if (part.type == "core-properties") {
        if (const auto xml = part_text(part.target)) read_core(*xml, reading_.limits, document_.core_properties);
      }
      if (part.type == "custom-properties") {
        if (const auto xml = part_text(part.target)) read_custom(*xml, reading_.limits, document_.custom_properties);
      }
    }
  }

  /// The bytes of a part; nullopt if it is missing, damaged or too large.
  std::optional<std::string> part_text(const std::string& part) {
    if (!zip_.has(part)) return std::nullopt;
    auto bytes = zip_.read(part);
    if (!bytes || bytes->size() > reading_.limits.max_part_bytes) {
      document_.findings.push_back({FindingType::DamagedPart, part});
      return std::nullopt;
    }
    return *std::move(bytes);
  }

  void find_in_package(const RelationshipReader& parts) {
    for (const Relationship& part : parts.found) {
      if (part.type == "vbaProject") document_.findings.push_back({FindingType::Macros, part.target});
      if (part.type == "control") document_.findings.push_back({FindingType::Embedded, part.target});
    }
    for (const Relationship& part : parts.external) {
      // Hyperlinks are part of the text; all other relationships would fetch something.
      if (part.type != "hyperlink") document_.findings.push_back({FindingType::External, part.target});
    }
  }

  template <typename Read>
  void read_definition(const RelationshipReader& parts, std::string_view type, Read read) {
    for (const Relationship& part : parts.found) {
      if (part.type != type) continue;
      const auto xml = part_text(part.target);
      if (xml && !read(*xml)) document_.findings.push_back({FindingType::DamagedPart, part.target});
      return;
    }
  }

  void read_definitions(const RelationshipReader& parts) {
    const WordLimits& limits = reading_.limits;
    read_definition(parts, "theme", [&](const std::string& xml) { return read_theme(xml, limits, reading_.theme); });
    read_definition(parts, "settings",
                    [&](const std::string& xml) { return read_settings(xml, limits, document_.settings); });
    read_definition(parts, "styles", [&](const std::string& xml) { return read_styles(xml, reading_); });
    read_definition(parts, "numbering", [&](const std::string& xml) { return read_numbering(xml, reading_); });
    read_definition(parts, "glossaryDocument",
                    [&](const std::string& xml) { return read_building_blocks(xml, limits, reading_.blocks); });
    constexpr std::size_t kMostParts = 50;
    constexpr std::size_t kMostBytes = std::size_t{4} << 20;
    for (const Relationship& part : parts.found) {
      if (part.type != "customXml" || document_.custom_parts.size() >= kMostParts) continue;
      auto xml = part_text(part.target);
      if (xml && xml->size() <= kMostBytes) document_.custom_parts.push_back({part.target, *std::move(xml)});
    }
  }

  void read_story(const std::string& part, StoryType type, std::size_t story, bool is_main) {
    if (reading_.failure) return;
    auto bytes = zip_.read(part);
    if (!bytes) {
      if (is_main) reading_.failure = WordFailure{WordError::Package, bytes.error()};
      if (!is_main) document_.findings.push_back({FindingType::DamagedPart, part});
      return;
    }
    if (bytes->size() > reading_.limits.max_part_bytes)
      return reading_.fail(WordLimit::PartBytes, reading_.limits.max_part_bytes);
    const RelationshipReader relationships = relationships_of(zip_, part);
    StoryReader reader(reading_, type, story, part, relationships);
    const auto error = package::read_xml(*bytes, xml_options(reading_.limits), reader);
    reader.finish();
    if (!error || reading_.failure) return;
    if (error->error == package::XmlError::TooDeep) return reading_.fail(WordLimit::Depth, reading_.limits.max_depth);
    if (error->error == package::XmlError::DocumentType) {
      reading_.failure = WordFailure{WordError::DocumentType};
      return;
    }
    if (is_main) {
      reading_.failure = WordFailure{WordError::Damaged};
    } else {
      document_.findings.push_back({FindingType::DamagedPart, part});
    }
  }

  /// Each part is read once, though many sections name it.
  void read_headers(const RelationshipReader& parts) {
    std::map<std::string, std::size_t> stories;
    for (const HeaderReference& reference : reading_.headers) {
      const auto part = std::find_if(parts.found.begin(), parts.found.end(), [&reference](const Relationship& one) {
        return one.id == reference.relationship;
      });
      if (part == parts.found.end() || !zip_.has(part->target) || reference.section >= document_.sections.size())
        continue;
      const auto [known, added] = stories.emplace(part->target, document_.stories.size());
      if (added) {
        const StoryType type = reference.is_footer ? StoryType::Footer : StoryType::Header;
        document_.stories.emplace_back().type = type;
        read_story(part->target, type, known->second, false);
      }
      Section& section = document_.sections[reference.section];
      (reference.is_footer ? section.footers : section.headers).insert_or_assign(reference.page, known->second);
    }
    for (std::size_t i = 1; i < document_.sections.size(); ++i) {
      // `insert` does not replace the headers that the section has.
      document_.sections[i].headers.insert(document_.sections[i - 1].headers.begin(),
                                           document_.sections[i - 1].headers.end());
      document_.sections[i].footers.insert(document_.sections[i - 1].footers.begin(),
                                           document_.sections[i - 1].footers.end());
    }
  }

  package::ZipArchive& zip_;
  Document document_;
  Reading reading_;
};

}  // namespace

std::string Field::name() const {
  const std::string_view text = code;
  std::string word(text.substr(0, text.find_first_of(" \t\r\n\\\"")));
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return base::is_ascii_lower(c) ? static_cast<char>(c - 32) : c; });
  return word;
}

const Style* Document::find_style(std::string_view id) const {
  const auto found = std::find_if(styles.begin(), styles.end(), [id](const Style& style) { return style.id == id; });
  return found == styles.end() ? nullptr : &*found;
}

const List* Document::find_list(std::int32_t number) const {
  const auto found =
      std::find_if(lists.begin(), lists.end(), [number](const List& list) { return list.number == number; });
  return found == lists.end() ? nullptr : &*found;
}

base::Expected<Document, WordFailure> read_document(package::ZipArchive& zip, const WordLimits& limits) {
  return DocumentReader(zip, limits).read();
}

base::Expected<Document, WordFailure> read_document(std::string_view bytes, const WordLimits& limits) {
  auto zip = package::ZipArchive::open(bytes, limits.zip);
  if (!zip) return base::Failure{WordFailure{WordError::Package, zip.error()}};
  return read_document(*zip, limits);
}

bool is_word_package(package::ZipArchive& zip) {
  const RelationshipReader root = relationships_of(zip, {});
  for (const Relationship& part : root.found) {
    if (part.type != "officeDocument" || !zip.has(part.target)) continue;
    // The parts of workbooks and presentations have other names for their own folders, but only the root element
    // is a sure sign.
    class RootReader final : public package::XmlHandler {
     public:
      void start(std::string_view name, const package::XmlAttributes& /*attributes*/) override {
        is_word = find_element(name).is_known && local_part(name) == "document";
        is_read = true;
      }
      void end(std::string_view /*name*/) override {}
      void text(std::string_view /*piece*/) override {}
      bool wants_more() const override { return !is_read; }
      bool is_word = false;
      bool is_read = false;
    } reader;
    const auto xml = zip.read(part.target);
    if (!xml) return false;
    package::read_xml(*xml, {64, package::XmlNames::WithNamespaces}, reader);
    // A main part that cannot be read is reported by the reader of its folder.
    return reader.is_word || (!reader.is_read && part.target.starts_with("word/"));
  }
  return false;
}

}  // namespace gongwen::word
