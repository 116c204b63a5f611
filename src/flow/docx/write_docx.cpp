#include "flow/docx/write_docx.h"

#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/sha256.h"
#include "flow/docx/detail/chart_part.h"
#include "flow/docx/detail/comments_part.h"
#include "flow/docx/detail/control_writer.h"
#include "flow/docx/detail/fixed_parts.h"
#include "flow/docx/detail/numbering_part.h"
#include "flow/docx/detail/part_writer.h"
#include "flow/docx/detail/picture_frame.h"
#include "package/zip_writer.h"
#include "resources/deflate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::docx {
namespace {

/// 1 January 2000, as in other files without any date.
constexpr std::int64_t kFixedDate = 946'684'800;
constexpr std::string_view kOffice = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
constexpr std::string_view kWordTypes = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

struct Part {
  std::string name;  // `word/document.xml`
  std::string type;  // its content type; empty: by the ending
  std::string bytes;
  std::vector<PartRelationship> relationships = {};
};

std::string relationships_part(const std::vector<PartRelationship>& relationships) {
  std::string out = xml_declaration();
  base::XmlWriter xml(out);
  xml.open("Relationships").attribute("xmlns", "http://schemas.openxmlformats.org/package/2006/relationships");
  for (const PartRelationship& entry : relationships) {
    const bool is_full = entry.type.find("://") != std::string::npos;
    xml.open("Relationship").attribute("Id", entry.id);
    xml.attribute("Type", is_full ? entry.type : std::string(kOffice) + entry.type);
    xml.attribute("Target", entry.target);
    if (entry.is_external) xml.attribute("TargetMode", "External");
    xml.close();
  }
  xml.close();
  return out;
}

std::string content_types(const std::vector<Part>& parts) {
  std::string out = xml_declaration();
  base::XmlWriter xml(out);
  xml.open("Types").attribute("xmlns", "http://schemas.openxmlformats.org/package/2006/content-types");
  const auto add_default = [&](std::string_view ending, std::string_view type) {
    xml.open("Default").attribute("Extension", ending).attribute("ContentType", type).close();
  };
  add_default("rels", "application/vnd.openxmlformats-package.relationships+xml");
  add_default("xml", "application/xml");
  add_default("png", "image/png");
  add_default("jpeg", "image/jpeg");
  add_default("svg", "image/svg+xml");
  const bool has_workbooks =
      std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.name.ends_with(".xlsx"); });
  if (has_workbooks) {
    add_default("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  }
  for (const Part& part : parts) {
    if (part.type.empty()) continue;
    xml.open("Override").attribute("PartName", "/" + part.name).attribute("ContentType", part.type).close();
  }
  xml.close();
  return out;
}

/// `word/document.xml` → `word/_rels/document.xml.rels`.
std::string relationships_name(std::string_view part) {
  const std::size_t slash = part.rfind('/') + 1;
  return fmt::format("{}_rels/{}.rels", part.substr(0, slash), part.substr(slash));
}

class FileWriter {
 public:
  FileWriter(const flow::Document& document, const DocxOptions& options) : document_(document), options_(options) {}

  std::string write() {
    add_pictures();
    add_document();
    add_parts();
    return packed();
  }

 private:
  void add_pictures() {
    for (const flow::Picture& picture : document_.pictures) {
      if (picture.chart != nullptr) {
        add_chart(picture);
        continue;
      }
      numbers_.charts.emplace_back();
      const bool is_frame = picture.image == nullptr;
      std::string bytes = is_frame ? picture_frame() : options_.png ? options_.png(picture) : std::string();
      std::string drawing = options_.svg && !bytes.empty() && !is_frame ? options_.svg(picture) : std::string();
      if (document_.form) picture_hashes_.push_back(bytes.empty() ? std::string() : base::sha256(bytes));
      const std::size_t number = numbers_.pictures.size() + 1;
      const auto add = [&](std::string_view ending, std::string content) -> std::string {
        if (content.empty()) return {};
        std::string name = fmt::format("media/image{}.{}", number, ending);
        parts_.push_back({"word/" + name, {}, std::move(content)});
        return name;
      };
      numbers_.pictures.push_back(add("png", std::move(bytes)));
      numbers_.drawings_of_pictures.push_back(add("svg", std::move(drawing)));
    }
  }

  void add_chart(const flow::Picture& picture) {
    const charts::ChartDescription& description = picture.chart->description;
    const std::string name = fmt::format("charts/chart{}.xml", ++chart_count_);
    Part part{"word/" + name, "application/vnd.openxmlformats-officedocument.drawingml.chart+xml", {}};
    std::string workbook = options_.workbook ? options_.workbook(description) : std::string();
    part.bytes = chart_part(description, {picture.chart->shows_title, chart_type_size(picture),
                                          picture.size.height.to_pt(), !workbook.empty()});
    if (!workbook.empty()) {
      const std::string book = fmt::format("embeddings/Microsoft_Excel_Sheet{}.xlsx", chart_count_);
      part.relationships.push_back({"rId1", "package", "../" + book});
      parts_.push_back({"word/" + book, {}, std::move(workbook)});
    }
    parts_.push_back(std::move(part));
    numbers_.charts.push_back(name);
    numbers_.pictures.emplace_back();
    numbers_.drawings_of_pictures.emplace_back();
    if (document_.form) picture_hashes_.emplace_back();
  }

  /// Texts of drawings have 13 px at the full width of 640 px; smaller ones would be illegible.
  static std::uint32_t chart_type_size(const flow::Picture& picture) {
    constexpr double kSmallest = 700;
    const double size = picture.size.width.to_pt() * 13 / 640 * 100;
    return static_cast<std::uint32_t>(std::lround(std::clamp(size, kSmallest, 2 * kSmallest) / 50)) * 50;
  }

  /// References to the heads of a section. Sections inherit those that they do not state, so all are stated.
  std::string heads_of(const flow::Section& section, PartWriter& document) {
    std::string references;
    for (const bool is_footer : {false, true}) {
      if (!has_heads(is_footer)) continue;
      for (const flow::HeadKind kind : {flow::HeadKind::Default, flow::HeadKind::Even, flow::HeadKind::First}) {
        if (kind == flow::HeadKind::Even && !document_.has_even_heads) continue;
        if (kind == flow::HeadKind::First && !section.has_first_page) continue;
        const flow::RunningHead* found = nullptr;
        for (const flow::RunningHead& head : section.heads) {
          if (head.is_footer == is_footer && head.kind == kind) found = &head;
        }
        references += head_reference(found, is_footer, kind, document);
      }
    }
    return references;
  }

  bool has_heads(bool is_footer) const {
    return std::any_of(document_.sections.begin(), document_.sections.end(), [&](const flow::Section& section) {
      return std::any_of(section.heads.begin(), section.heads.end(),
                         [&](const flow::RunningHead& head) { return head.is_footer == is_footer; });
    });
  }

  std::string head_reference(const flow::RunningHead* head, bool is_footer, flow::HeadKind kind, PartWriter& document) {
    const std::string_view element = is_footer ? "footer" : "header";
    Part part;
    part.bytes = xml_declaration();
    PartWriter writer(document_, numbers_, part.bytes);
    writer.open_root(is_footer ? "w:ftr" : "w:hdr");
    if (head != nullptr) {
      writer.write_blocks(head->content);
    } else {
      writer.xml().open("w:p").close();
    }
    writer.xml().close();
    part.relationships = writer.relationships();
    // Equal heads share one part.
    std::string& name = heads_[part.bytes];
    if (name.empty()) {
      name = fmt::format("{}{}.xml", element, heads_.size());
      part.name = "word/" + name;
      part.type = fmt::format("{}{}+xml", kWordTypes, element);
      parts_.push_back(part);
    }
    const auto kind_name = [&]() -> std::string_view {
      switch (kind) {
        case flow::HeadKind::Default: return "default";
        case flow::HeadKind::First: return "first";
        case flow::HeadKind::Even: return "even";
      }
      return {};
    };
    return fmt::format("<w:{}Reference w:type=\"{}\" r:id=\"{}\"/>", element, kind_name(),
                       document.add_relationship(element, name));
  }

  void add_document() {
    Part part{"word/document.xml", std::string(kWordTypes) + "document.main+xml", xml_declaration()};
    PartWriter writer(document_, numbers_, part.bytes);
    writer.open_root("w:document");
    writer.xml().open("w:body");
    for (std::size_t i = 0; i < document_.sections.size(); ++i) {
      const flow::Section& section = document_.sections[i];
      const std::string properties = section_properties(section, heads_of(section, writer));
      writer.write_section(section, properties, i + 1 == document_.sections.size());
    }
    writer.xml().close().close();
    writer.add_relationship("styles", "styles.xml");
    writer.add_relationship("settings", "settings.xml");
    writer.add_relationship("fontTable", "fontTable.xml");
    if (document_.form) add_form(writer);
    if (!document_.lists.empty()) writer.add_relationship("numbering", "numbering.xml");
    if (!document_.notes.empty()) {
      add_notes();
      writer.add_relationship("footnotes", "footnotes.xml");
    }
    // Notes may have some.
    if (!numbers_.comments.empty()) {
      add_comments();
      writer.add_relationship("comments", "comments.xml");
    }
    part.relationships = writer.relationships();
    parts_.insert(parts_.begin(), std::move(part));
  }

  void add_form(PartWriter& writer) {
    writer.add_relationship("glossaryDocument", "glossary/document.xml");
    parts_.push_back({"word/glossary/document.xml", std::string(kWordTypes) + "document.glossary+xml",
                      glossary_part(*document_.form)});
    writer.add_relationship("customXml", "../customXml/item1.xml");
    parts_.push_back({"customXml/item1.xml",
                      {},
                      form_part(document_, picture_hashes_),
                      {{"rId1", "customXmlProps", "itemProps1.xml"}}});
    parts_.push_back({"customXml/itemProps1.xml",
                      "application/vnd.openxmlformats-officedocument.customXmlProperties+xml", form_part_properties()});
  }

  void add_comments() {
    // The program's name: a person might otherwise be asked about remarks of a program.
    parts_.push_back(
        {"word/comments.xml", std::string(kWordTypes) + "comments+xml", comments_part(numbers_.comments, "gongwen")});
  }

  void add_notes() {
    Part part{"word/footnotes.xml", std::string(kWordTypes) + "footnotes+xml", xml_declaration()};
    PartWriter writer(document_, numbers_, part.bytes);
    writer.open_root("w:footnotes");
    const auto add_separator = [&](std::string_view type, std::string_view id, std::string_view element) {
      writer.xml().open("w:footnote").attribute("w:type", type).attribute("w:id", id);
      writer.xml().open("w:p").open("w:r").open(element).close().close().close().close();
    };
    add_separator("separator", "-1", "w:separator");
    add_separator("continuationSeparator", "0", "w:continuationSeparator");
    for (std::size_t i = 0; i < document_.notes.size(); ++i) {
      writer.xml().open("w:footnote").attribute("w:id", std::to_string(i + 1));
      writer.write_blocks(document_.notes[i].content);
      writer.xml().close();
    }
    writer.xml().close();
    part.relationships = writer.relationships();
    parts_.push_back(std::move(part));
  }

  void add_parts() {
    const auto add = [&](std::string name, std::string_view type, std::string bytes) {
      parts_.push_back({std::move(name), std::string(kWordTypes) + std::string(type), std::move(bytes)});
    };
    add("word/styles.xml", "styles+xml", styles_part(document_));
    if (!document_.lists.empty()) add("word/numbering.xml", "numbering+xml", numbering_part(document_));
    add("word/settings.xml", "settings+xml", settings_part(document_));
    add("word/fontTable.xml", "fontTable+xml", font_table_part(document_));
    const std::int64_t date = date_of(document_.properties);
    parts_.push_back({"docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml",
                      core_part(document_.properties, date)});
    parts_.push_back(
        {"docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml", app_part()});
    if (std::string custom = custom_part(document_.properties); !custom.empty()) {
      parts_.push_back({"docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml",
                        std::move(custom)});
    }
  }

  std::int64_t date_of(const flow::Properties& properties) const {
    const auto date = base::parse_date(properties.date);
    constexpr std::int64_t kDay = 86'400;
    if (date) return base::days_since_1970(*date) * kDay;
    return options_.fallback_date.value_or(kFixedDate);
  }

  std::string packed() const {
    package::ZipWriter zip;
    std::string out;
    const auto add = [&](std::string_view name, std::string_view bytes) {
      if (name.ends_with(".png") || name.ends_with(".xlsx")) {
        out += zip.entry(package::stored_entry(name, bytes));
        return;
      }
      const std::string zlib = resources::deflate(bytes, resources::Effort::Usual);
      out += zip.entry(package::deflated_entry(name, zlib, bytes.size(), resources::crc32(bytes)));
    };
    add("[Content_Types].xml", content_types(parts_));
    std::vector<PartRelationship> root{
        {"rId1", "officeDocument", "word/document.xml"},
        {"rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
         "docProps/core.xml"},
        {"rId3", "extended-properties", "docProps/app.xml"}};
    if (!document_.properties.custom.empty()) root.push_back({"rId4", "custom-properties", "docProps/custom.xml"});
    add("_rels/.rels", relationships_part(root));
    for (const Part& part : parts_) {
      add(part.name, part.bytes);
      if (!part.relationships.empty()) add(relationships_name(part.name), relationships_part(part.relationships));
    }
    return out + zip.end();
  }

  const flow::Document& document_;
  const DocxOptions& options_;
  FileNumbers numbers_;
  std::vector<std::string> picture_hashes_;  // of a form: SHA-256, by PictureId
  std::vector<Part> parts_;
  std::size_t chart_count_ = 0;
  std::map<std::string, std::string> heads_;  // names of parts by their content
};

}  // namespace

std::string write_docx(const flow::Document& document, const DocxOptions& options) {
  return FileWriter(document, options).write();
}

}  // namespace gongwen::docx
