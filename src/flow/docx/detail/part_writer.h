// PartWriter: writes blocks into one part of a package: the document, a head, the notes. Each part has its own
// relationships to pictures and addresses.
#pragma once

#include "base/escapes.h"
#include "flow/document.h"

#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::docx {

/// A file to which a part refers.
struct PartRelationship {
  std::string id;
  std::string type;  // the last step of its URI: `image`
  std::string target;
  bool is_external = false;
};

/// Numbers that are unique in the whole file, and its pictures.
struct FileNumbers {
  std::size_t drawings = 0;
  std::size_t changes = 0;
  std::size_t sections = 0;                       // repeating sections, and the items in them
  std::vector<std::string> pictures;              // names of their files, by PictureId; empty: cannot be shown
  std::vector<std::string> charts;                // names of parts, by PictureId; empty: not a chart
  std::vector<std::string> drawings_of_pictures;  // names of their SVG files, by PictureId; empty: no SVG
  std::set<std::string> written_bookmarks;
  std::vector<std::string> comments;  // in their order
};

/// At the top, left, bottom and right, as files list the sides.
using CellPadding = std::array<flow::Twips, 4>;

class PartWriter {
 public:
  /// All arguments must outlive the writer.
  PartWriter(const flow::Document& document, FileNumbers& numbers, std::string& out)
      : document_(document), numbers_(numbers), out_(&out), xml_(out) {}

  /// Opens the root element with all namespaces.
  void open_root(std::string_view name);
  void write_blocks(const std::vector<flow::Block>& blocks);
  /// Writes the blocks of a section; its properties are in its last paragraph, or after it in the last section.
  void write_section(const flow::Section& section, const std::string& properties, bool is_last);
  base::XmlWriter& xml() { return xml_; }
  /// Appends finished XML to the open element.
  void raw(std::string_view text);

  std::string add_relationship(std::string_view type, std::string target, bool is_external = false);
  const std::vector<PartRelationship>& relationships() const { return relationships_; }

 private:
  void write_block(const std::vector<flow::Block>& blocks, std::size_t at, std::string_view section);
  void open_contents();
  void write_paragraph(const flow::Paragraph& paragraph, std::string_view section = {});
  void write_inline(const flow::Inline& made, const flow::RunLook& base);
  void open_run(const flow::Inline& made, const flow::RunLook& base, bool is_han = false);
  void write_text(std::string_view element, std::string_view text);
  void write_field(const flow::Inline& made, const flow::Field& field, const flow::RunLook& base);
  void write_picture(const flow::InlinePicture& picture);
  void write_anchor(const flow::AnchoredPicture& picture);
  bool is_shown(flow::PictureId picture) const {
    return !numbers_.pictures[picture].empty() || !numbers_.charts[picture].empty();
  }
  void write_chart(std::size_t number, flow::PictureId picture, const std::string& alternative);
  void write_graphic(std::size_t number, flow::PictureId picture, const std::string& alternative);
  void open_control(const flow::ControlStart& start, const flow::Inline& made, const flow::RunLook& base);
  void close_control();
  void write_ruby(const flow::Inline& made, const flow::Ruby& ruby, const flow::RunLook& base);
  void write_table(const flow::Table& table);
  /// `usual` is the padding stated by the table; cells state theirs if it differs.
  void write_rows(const flow::Table& table, const CellPadding& usual);
  void write_row(const flow::Table& table, const flow::Row& row, const CellPadding& usual);
  void write_cell(const flow::Table& table, const flow::Cell& cell, const CellPadding& usual);
  std::string author() const;
  void open_change(flow::Change change);
  void open_comments(const flow::Paragraph& paragraph);
  void close_comments(std::size_t count);
  /// The field code of the contents, with the styles of their headings, so that an update gives the same entries.
  std::string contents_code() const;
  void write_toc_start(const flow::Paragraph& paragraph);
  const flow::Style& style_of(const flow::Paragraph& paragraph) const { return document_.styles[paragraph.style]; }
  bool is_toc(const flow::Block& block) const;

  const flow::Document& document_;
  FileNumbers& numbers_;
  std::string* out_;
  base::XmlWriter xml_;
  std::vector<PartRelationship> relationships_;
  std::map<std::string, std::string> known_;  // ids by type and target
  bool starts_toc_ = false;
  bool ends_toc_ = false;
  std::size_t open_control_ = 0;  // number of the control that is being written
};

/// A length in EMU, the unit of drawings: 12,700 to the point.
long to_emu(base::LayoutUnit length);

}  // namespace gongwen::docx
