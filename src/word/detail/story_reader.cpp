#include "word/detail/story_reader.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>

// The elements of a story arrive in reading order. Tables and text boxes are put together on stacks and handed to what
// contains them when they end, so that no pointer into a growing list is kept. Marks between paragraphs (of controls,
// bookmarks and comments) go to the next paragraph if they begin something, otherwise to the last one.
namespace gongwen::word {
namespace {

using package::XmlAttributes;

/// The prefixes of extensions whose content is understood; of others the fallback is read.
constexpr auto kUnderstood =
    std::to_array<std::string_view>({"wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "w16", "w16se", "w16cid",
                                     "w16cex", "a14", "m", "v", "pic", "wp"});

bool is_understood(std::string_view required) {
  while (!required.empty()) {
    const std::string_view prefix = required.substr(0, required.find(' '));
    required.remove_prefix(std::min(required.size(), prefix.size() + 1));
    if (!prefix.empty() && std::find(kUnderstood.begin(), kUnderstood.end(), prefix) == kUnderstood.end()) return false;
  }
  return true;
}

std::int64_t read_emu(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  return std::clamp(value, -kMost, kMost);
}

std::string sign_text(std::string_view hexadecimal) {
  std::uint32_t sign = 0;
  std::from_chars(hexadecimal.data(), hexadecimal.data() + hexadecimal.size(), sign, 16);
  std::string text;
  if (sign > 0 && sign <= 0x10FFFF && (sign < 0xD800 || sign > 0xDFFF))
    base::append_utf8(text, static_cast<char32_t>(sign));
  return text;
}

Inline mark(InlineType type, std::uint32_t index) { return {.type = type, .index = index}; }

/// The last paragraph of a list of blocks, also of one in a table at its end.
Paragraph* last_of(std::vector<Block>& blocks) {
  if (blocks.empty()) return nullptr;
  if (auto* const paragraph = std::get_if<Paragraph>(&blocks.back().content)) return paragraph;
  Table& table = std::get<Table>(blocks.back().content);
  for (auto row = table.rows.rbegin(); row != table.rows.rend(); ++row) {
    if (!row->cells.empty()) return last_of(row->cells.back().blocks);
  }
  return nullptr;
}

const package::Relationship* find_relationship(const std::vector<package::Relationship>& list, std::string_view id) {
  const auto found = std::find_if(list.begin(), list.end(), [id](const auto& one) { return one.id == id; });
  return found == list.end() || id.empty() ? nullptr : &*found;
}

}  // namespace

namespace {

/// The index of a format in a list that has each one once.
template <typename Format>
std::uint32_t index_of_format(const Format& format, std::map<Format, std::uint32_t>& known, std::vector<Format>& all) {
  const auto [found, added] = known.emplace(format, static_cast<std::uint32_t>(all.size()));
  if (added) all.push_back(format);
  return found->second;
}

}  // namespace

std::uint32_t Reading::intern(const RunFormat& format) { return index_of_format(format, runs, document.run_formats); }

std::uint32_t Reading::intern(const TableFormat& format) {
  return index_of_format(format, tables, document.table_formats);
}

std::uint32_t Reading::intern(const CellFormat& format) {
  return index_of_format(format, cells, document.cell_formats);
}

std::uint32_t Reading::intern(const ParagraphFormat& format) {
  return index_of_format(format, paragraphs, document.paragraph_formats);
}

StoryReader::StoryReader(Reading& reading, StoryType type, std::size_t story, std::string part,
                         const package::RelationshipReader& relationships)
    : reading_(reading),
      type_(type),
      part_(std::move(part)),
      relationships_(relationships),
      properties_(reading.theme, reading.document.settings.theme_language) {
  const bool has_one = type == StoryType::Body || type == StoryType::Header || type == StoryType::Footer;
  if (has_one) open_story(type, story);
}

void StoryReader::open_story(StoryType type, std::size_t index) {
  targets_ = {};
  OpenStory& open = stories_.emplace_back();
  open.index = index;
  open.story.type = type;
  open.story.part = part_;
}

void StoryReader::close_story() {
  OpenStory& open = story();
  if (open.paragraph) end_paragraph();
  while (!open.tables.empty()) end_table();
  // Marks after the last paragraph.
  if (!open.pending.empty()) {
    if (last_paragraph() == nullptr) {
      begin_paragraph();
      end_paragraph();
    } else {
      Paragraph& last = *last_paragraph();
      for (Inline& item : open.pending) last.inlines.push_back(std::move(item));
      open.pending.clear();
    }
  }
  for (const OpenField& field : open.fields) {
    if (!field.is_contents) continue;
    release_entries(open.story.blocks, field.index);
    break;
  }
  const std::size_t index = open.index;
  reading_.document.stories[index] = std::move(open.story);
  targets_ = {};
  stories_.pop_back();
}

/// A table of contents without an end would take in the rest of the story: what stands behind its start is text.
void StoryReader::release_entries(std::vector<Block>& blocks, std::uint32_t field) {
  reading_.document.fields[field].code.clear();
  bool is_behind = false;
  const auto release = [&](const auto& self, std::vector<Block>& all) -> void {
    for (Block& block : all) {
      if (auto* const table = std::get_if<Table>(&block.content)) {
        for (Row& row : table->rows) {
          for (Cell& cell : row.cells) self(self, cell.blocks);
        }
        continue;
      }
      auto& paragraph = std::get<Paragraph>(block.content);
      if (is_behind) paragraph.is_in_contents = false;
      for (Inline& item : paragraph.inlines) {
        is_behind = is_behind || (item.type == InlineType::FieldStart && item.index == field);
        if (is_behind) item.is_contents = false;
      }
    }
  };
  release(release, blocks);
}

void StoryReader::finish() {
  while (!stories_.empty()) close_story();
}

// ---- events

void StoryReader::start(std::string_view name, const XmlAttributes& attributes) {
  if (skipped_ > 0) {
    ++skipped_;
    return;
  }
  const Element element = find_element(name);
  if (element.treatment == Treatment::Silent) {
    skipped_ = 1;
    return;
  }
  if (element.treatment == Treatment::Reported) report_element(local_part(name), element.is_known);
  frames_.push_back({element.name});
  frames_.back().offset = offset_ = offset();
  start_element(element.name, attributes, frames_.back());
}

void StoryReader::end(std::string_view /*name*/) {
  if (skipped_ > 0) {
    --skipped_;
    return;
  }
  if (frames_.empty()) return;
  const Frame frame = frames_.back();
  offset_ = frame.offset;
  end_element(frame);
  frames_.pop_back();
}

void StoryReader::text(std::string_view piece) {
  if (into_ != nullptr) {
    into_->append(piece);
  } else if (collects_ && skipped_ == 0) {
    text_.append(piece);
    if (text_.size() > reading_.limits.max_text_bytes) reading_.fail(WordLimit::Text, reading_.limits.max_text_bytes);
  }
}

void StoryReader::start_element(Name name, const XmlAttributes& attributes, Frame& frame) {
  if (start_property(name, attributes)) return;
  if (type_ == StoryType::Footnote && name == Name::Footnote) return start_note(attributes, type_);
  if (type_ == StoryType::Endnote && name == Name::Endnote) return start_note(attributes, type_);
  if (type_ == StoryType::Comment && name == Name::Comment) return start_note(attributes, type_);
  if (name == Name::McAlternate || name == Name::McChoice || name == Name::McFallback)
    return start_alternative(name, attributes);
  if (stories_.empty()) return;
  if (start_block(name, attributes, frame) || start_inline(name, attributes, frame) ||
      start_drawing(name, attributes, frame)) {
    return;
  }
  start_mark(name, attributes, frame);
}

/// Elements inside of properties. Returns whether the element was one.
bool StoryReader::start_property(Name name, const XmlAttributes& attributes) {
  const Name in = parent();
  if (stories_.empty()) return in == Name::RPr || in == Name::PPr;
  OpenStory& open = story();
  // Marks of changes stand among the properties of the mark of a paragraph, of rows and of cells.
  const bool is_deleted = name == Name::Del || name == Name::MoveFrom || name == Name::CellDel;
  const bool is_change = is_deleted || name == Name::Ins || name == Name::MoveTo || name == Name::CellIns;
  if (is_change && (in == Name::RPr || in == Name::TrPr || in == Name::TcPr)) {
    const Change what = is_deleted ? Change::Deleted : Change::Inserted;
    if (in == Name::RPr && targets_.run == &open.mark_format && open.paragraph) open.paragraph->mark_change = what;
    if (!open.tables.empty() && in == Name::TrPr && open.tables.back().row) open.tables.back().row->change = what;
    if (!open.tables.empty() && in == Name::TcPr && open.tables.back().cell) open.tables.back().cell->change = what;
    skipped_ = 1;
    frames_.pop_back();
    return true;
  }
  if (in == Name::FfData || in == Name::CheckBox || in == Name::DdList || in == Name::TextInput) {
    if (!open.fields.empty()) {
      auto& legacy = reading_.document.fields[open.fields.back().index].legacy;
      if (legacy) read_legacy_property(in, name, attributes, *legacy);
    }
    return true;
  }
  if (in == Name::SdtPr || in == Name::Placeholder || in == Name::Date || in == Name::DropDownList ||
      in == Name::ComboBox || in == Name::DocPartObj || in == Name::DocPartList || in == Name::W14CheckBox) {
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
      if (frame->name != Name::Sdt) continue;
      if (frame->index != kNoIndex)
        read_control_property(in, name, attributes, reading_.blocks, reading_.document.controls[frame->index]);
      break;
    }
    if (name == Name::RPr) targets_.run = &scratch_run_;
    return true;
  }
  if (in == Name::TcPr && !open.tables.empty() && open.tables.back().cell) {
    Cell& cell = *open.tables.back().cell;
    if (name == Name::GridSpan) {
      const auto span = read_whole(attribute(attributes, "val")).value_or(1);
      cell.span = static_cast<std::uint32_t>(std::clamp(span, 1, 1'000));
    }
    if (name == Name::VMerge)
      cell.merge = attribute(attributes, "val") == "restart" ? VerticalMerge::Start : VerticalMerge::Continued;
  }
  if (in == Name::SectPr && (name == Name::HeaderReference || name == Name::FooterReference)) {
    const std::string_view type = attribute(attributes, "type");
    const HeaderPage page = type == "first"  ? HeaderPage::First
                            : type == "even" ? HeaderPage::Even
                                             : HeaderPage::Default;
    if (reads_section_) {
      reading_.headers.push_back({reading_.document.sections.size(), name == Name::FooterReference, page,
                                  std::string(relationship_of(attributes, "id"))});
    }
    return true;
  }
  if (in == Name::TblGrid) {
    if (name == Name::GridCol && !open.tables.empty() && open.tables.back().table.grid.size() < 1'000)
      open.tables.back().table.grid.push_back(read_measure(attribute(attributes, "w")).value_or(0));
    return true;
  }
  if (in == Name::PPr && name == Name::RPr) {
    targets_.run = &open.mark_format;
    return true;
  }
  if (in == Name::PPr && name == Name::SectPr) {
    reads_section_ = open.story.type == StoryType::Body && open.paragraph;
    section_ = {};
    targets_.section = &section_;
    return true;
  }
  return properties_.read(in, name, attributes, targets_);
}

void StoryReader::start_note(const XmlAttributes& attributes, StoryType type) {
  const std::string id(attribute(attributes, "id"));
  const std::size_t index = reading_.document.stories.size();
  reading_.document.stories.emplace_back();
  open_story(type, index);
  Story& note = story().story;
  note.id = id;
  note.author = attribute(attributes, "author");
  const std::string_view kind = attribute(attributes, "type");
  note.is_separator = kind == "separator" || kind == "continuationSeparator" || kind == "continuationNotice";
  if (type == StoryType::Footnote) reading_.footnotes.emplace(id, index);
  if (type == StoryType::Endnote) reading_.endnotes.emplace(id, index);
  if (type == StoryType::Comment) {
    const auto [known, added] =
        reading_.comments.emplace(id, static_cast<std::uint32_t>(reading_.document.comments.size()));
    if (added) reading_.document.comments.push_back({id, index, true});
  }
  frames_.back().is_open = true;
}

void StoryReader::start_alternative(Name name, const XmlAttributes& attributes) {
  if (name == Name::McAlternate) {
    alternatives_.push_back(false);
    return;
  }
  const bool is_wanted = !alternatives_.empty() && !alternatives_.back() &&
                         (name == Name::McFallback || is_understood(attribute(attributes, "Requires")));
  if (is_wanted) {
    alternatives_.back() = true;
    return;
  }
  skipped_ = 1;
  frames_.pop_back();
}

/// Paragraphs, tables, sections and text boxes.
bool StoryReader::start_block(Name name, const XmlAttributes& attributes, Frame& frame) {
  OpenStory& open = story();
  switch (name) {
    case Name::P:
      begin_paragraph();
      frame.is_open = true;
      return true;
    case Name::PPr: targets_.paragraph = &open.paragraph_format; return true;
    case Name::Tbl:
      begin_table();
      frame.is_open = true;
      return true;
    case Name::TblPr: targets_.table = open.tables.empty() ? nullptr : &open.tables.back().format; return true;
    case Name::TblPrEx: targets_.table = nullptr; return true;
    case Name::TblGrid: return true;
    case Name::Tr:
      if (open.tables.empty()) return true;
      end_row();
      open.tables.back().row.emplace().offset = offset_;
      open.tables.back().next_column = 0;
      frame.is_open = true;
      return true;
    case Name::TrPr:
      targets_.row = open.tables.empty() || !open.tables.back().row ? nullptr : &open.tables.back().row->format;
      return true;
    case Name::Tc: {
      if (open.tables.empty() || !open.tables.back().row) return true;
      end_cell();
      OpenTable& table = open.tables.back();
      if (++reading_.cell_count > reading_.limits.max_cells) reading_.fail(WordLimit::Cells, reading_.limits.max_cells);
      if (table.row->cells.size() >= reading_.limits.max_columns)
        reading_.fail(WordLimit::Columns, reading_.limits.max_columns);
      if (table.row->cells.empty()) table.next_column = static_cast<std::uint32_t>(table.row->format.skipped_before);
      table.cell.emplace().offset = offset_;
      table.cell_format = {};
      table.cell->column = table.next_column;
      frame.is_open = true;
      return true;
    }
    case Name::TcPr:
      targets_.cell = open.tables.empty() || !open.tables.back().cell ? nullptr : &open.tables.back().cell_format;
      return true;
    case Name::SectPr:
      reads_section_ = open.story.type == StoryType::Body && !open.paragraph && open.tables.empty();
      section_ = {};
      targets_.section = &section_;
      return true;
    case Name::AltChunk: find(FindingType::AlternateChunk, relationship_of(attributes, "id")); return true;
    case Name::SubDoc: find(FindingType::External, relationship_of(attributes, "id")); return true;
    case Name::TxbxContent: {
      const std::size_t index = reading_.document.stories.size();
      const std::uint32_t number = open.paragraphs;
      const std::size_t anchor = open.index;
      const ShapeBox box = open.shape.box;
      open.shape_story = static_cast<std::uint32_t>(index);
      reading_.document.stories.emplace_back();
      add(mark(InlineType::TextBox, static_cast<std::uint32_t>(index)));
      open_story(StoryType::TextBox, index);
      story().story.anchor_story = anchor;
      story().story.anchor_paragraph = number;
      story().story.box = box;
      frame.is_open = true;
      return true;
    }
    default: return false;
  }
}

/// Runs and what they contain.
bool StoryReader::start_inline(Name name, const XmlAttributes& attributes, Frame& frame) {
  OpenStory& open = story();
  switch (name) {
    case Name::R:
      open.run_format = {};
      open.run_index.reset();
      return true;
    case Name::RPr:
      targets_.run = parent() == Name::R ? &open.run_format : &scratch_run_;
      open.run_index.reset();
      return true;
    case Name::T:
    case Name::DelText:
      collects_ = true;
      keeps_space_ = attribute(attributes, "space") == "preserve";
      text_.clear();
      return true;
    case Name::InstrText:
    case Name::DelInstrText:
      collects_ = true;
      text_.clear();
      return true;
    case Name::Tab:
    case Name::Ptab: add({InlineType::Tab}); return true;
    case Name::Br: {
      const std::string_view type = attribute(attributes, "type");
      add({type == "page"     ? InlineType::PageBreak
           : type == "column" ? InlineType::ColumnBreak
                              : InlineType::LineBreak});
      return true;
    }
    case Name::Cr: add({InlineType::LineBreak}); return true;
    case Name::NoBreakHyphen: add_text("\xE2\x80\x91"); return true;
    case Name::SoftHyphen: return true;
    case Name::SymEx: add_text(sign_text(attribute(attributes, "char"))); return true;
    case Name::Sym: {
      const std::string font(attribute(attributes, "font"));
      const auto [known, added] =
          reading_.symbol_fonts.emplace(font, static_cast<std::uint32_t>(reading_.document.symbol_fonts.size()));
      if (added) reading_.document.symbol_fonts.push_back(font);
      Inline item = mark(InlineType::Symbol, known->second);
      item.text = sign_text(attribute(attributes, "char"));
      add(std::move(item));
      return true;
    }
    case Name::FldChar: start_field_character(attributes, frame); return true;
    case Name::FfData:
      if (!open.fields.empty()) reading_.document.fields[open.fields.back().index].legacy.emplace();
      return true;
    case Name::FldSimple: {
      Field& field = reading_.document.fields.emplace_back();
      field.code = base::trim_ascii_space(attribute(attributes, "instr"));
      field.is_simple = true;
      frame.index = static_cast<std::uint32_t>(reading_.document.fields.size() - 1);
      frame.is_open = true;
      add(mark(InlineType::FieldStart, frame.index));
      if (field.name() == "TOC") ++simple_contents_;
      add(mark(InlineType::FieldResult, frame.index));
      return true;
    }
    case Name::Hyperlink: {
      Link& link = reading_.document.links.emplace_back();
      link.anchor = attribute(attributes, "anchor");
      const auto* const target = find_relationship(relationships_.external, relationship_of(attributes, "id"));
      if (target != nullptr) link.target = target->target;
      frame.index = static_cast<std::uint32_t>(reading_.document.links.size() - 1);
      frame.is_open = true;
      add(mark(InlineType::LinkStart, frame.index));
      return true;
    }
    case Name::Ruby:
      add({InlineType::RubyStart});
      frame.is_open = true;
      return true;
    case Name::RubyBase: add({InlineType::RubyBase}); return true;
    case Name::Rt: return true;
    case Name::Ins:
    case Name::MoveTo:
      ++inserted_;
      frame.is_open = true;
      return true;
    case Name::Del:
    case Name::MoveFrom:
      ++deleted_;
      frame.is_open = true;
      return true;
    default: return false;
  }
}

void StoryReader::start_field_character(const XmlAttributes& attributes, Frame& frame) {
  OpenStory& open = story();
  const std::string_view type = attribute(attributes, "fldCharType");
  if (type == "begin") {
    if (open.fields.size() >= reading_.limits.max_field_depth)
      return reading_.fail(WordLimit::FieldDepth, reading_.limits.max_field_depth);
    reading_.document.fields.emplace_back();
    frame.index = static_cast<std::uint32_t>(reading_.document.fields.size() - 1);
    add(mark(InlineType::FieldStart, frame.index));
    open.fields.push_back({frame.index, true});
  } else if (type == "separate" && !open.fields.empty()) {
    open.fields.back().is_code = false;
    std::string& code = reading_.document.fields[open.fields.back().index].code;
    code = base::trim_ascii_space(code);
    open.fields.back().is_contents = reading_.document.fields[open.fields.back().index].name() == "TOC";
    add(mark(InlineType::FieldResult, open.fields.back().index));
  } else if (type == "end" && !open.fields.empty()) {
    const std::uint32_t index = open.fields.back().index;
    open.fields.pop_back();
    add(mark(InlineType::FieldEnd, index));
    std::string& code = reading_.document.fields[index].code;
    code = base::trim_ascii_space(code);
  }
}

/// Pictures, shapes, embedded objects and formulas.
bool StoryReader::start_drawing(Name name, const XmlAttributes& attributes, Frame& frame) {
  OpenStory& open = story();
  DrawingPlace& place = open.shape.box.place;
  const bool is_shape = name == Name::WpsShape || name == Name::VShape || name == Name::VRect ||
                        name == Name::VRoundRect || name == Name::VOval || name == Name::VLine;
  if (is_shape || name == Name::PicPic) {
    if (name == Name::WpsShape || name == Name::PicPic) open.shape.begin_shape();
    open.shape_story = open.shape_picture = kNoIndex;
  }
  if (open.shape.read(name, parent(), grandparent(), attributes)) update_shape();
  const auto word = [&](std::string& member) {
    drawing_text_.clear();
    member.clear();
    into_ = &drawing_text_;
    frame.is_open = true;
  };
  switch (name) {
    case Name::Drawing:
    case Name::Pict:
    case Name::Object:
      open.shape.begin();
      open.shape_story = open.shape_picture = kNoIndex;
      frame.count = reading_.document.pictures.size();
      return true;
    case Name::WpInline: return true;
    case Name::WpAnchor:
      place.is_anchored = true;
      place.is_behind = attribute(attributes, "behindDoc") == "1" || attribute(attributes, "behindDoc") == "true";
      place.is_in_cell =
          attribute(attributes, "layoutInCell") != "0" && attribute(attributes, "layoutInCell") != "false";
      place.distance_top = read_emu(attribute(attributes, "distT"));
      place.distance_right = read_emu(attribute(attributes, "distR"));
      place.distance_bottom = read_emu(attribute(attributes, "distB"));
      place.distance_left = read_emu(attribute(attributes, "distL"));
      return true;
    case Name::WpExtent:
      place.width = read_emu(attribute(attributes, "cx"));
      place.height = read_emu(attribute(attributes, "cy"));
      return true;
    case Name::WpDocPr: open.shape.description = attribute(attributes, "descr"); return true;
    case Name::WpPositionH:
    case Name::WpPositionV:
      is_horizontal_ = name == Name::WpPositionH;
      (is_horizontal_ ? place.horizontal_from : place.vertical_from) = attribute(attributes, "relativeFrom");
      return true;
    case Name::WpOffset:
    case Name::WpAlign: word(drawing_text_); return true;
    case Name::WpWrapNone: place.wrap = "wrapNone"; return true;
    case Name::WpWrapSquare: place.wrap = "wrapSquare"; return true;
    case Name::WpWrapTight: place.wrap = "wrapTight"; return true;
    case Name::WpWrapThrough: place.wrap = "wrapThrough"; return true;
    case Name::WpWrapTopAndBottom: place.wrap = "wrapTopAndBottom"; return true;
    case Name::ABlip: add_picture(attributes, false); return true;
    case Name::VImageData: add_picture(attributes, true); return true;
    case Name::SvgBlip:
      if (!reading_.document.pictures.empty()) {
        const auto* const part = find_relationship(relationships_.found, relationship_of(attributes, "embed"));
        if (part != nullptr) reading_.document.pictures.back().vector_part = part->target;
      }
      return true;
    case Name::PicPic:
    case Name::VTextBox: return true;
    case Name::WpsShape:
    case Name::VShape:
    case Name::VRect:
    case Name::VRoundRect:
    case Name::VOval:
    case Name::VLine:
      frame.count = reading_.document.stories.size() + reading_.document.pictures.size();
      frame.is_open = true;
      return true;
    case Name::AGraphicData: {
      const std::string_view uri = attribute(attributes, "uri");
      for (const std::string_view kind : {"chart", "chartex", "diagram", "lockedCanvas"}) {
        if (!uri.ends_with(kind)) continue;
        add_object(std::string(kind));
        reading_.document.objects.back().description = open.shape.description;
        reading_.document.objects.back().place = open.shape.box.place;
        find(FindingType::Embedded, kind);
      }
      return true;
    }
    case Name::OleObject: {
      const std::string program(attribute(attributes, "ProgID"));
      add_object("OLEObject", program);
      find(FindingType::Embedded, program.empty() ? "OLEObject" : program);
      return true;
    }
    case Name::MathObject:
      if (math_++ == 0) {
        math_text_.clear();
        is_math_row_ = true;
      }
      frame.is_open = true;
      return true;
    case Name::MathAccent:
    case Name::MathBar:
    case Name::MathBorder:
    case Name::MathDelimiters:
    case Name::MathEquations:
    case Name::MathFraction:
    case Name::MathFunction:
    case Name::MathGroup:
    case Name::MathLowerLimit:
    case Name::MathUpperLimit:
    case Name::MathMatrix:
    case Name::MathNary:
    case Name::MathPhantom:
    case Name::MathRadical:
    case Name::MathBefore:
    case Name::MathSub:
    case Name::MathSubSup:
    case Name::MathSup: is_math_row_ = false; return true;
    case Name::MathText:
      into_ = &math_text_;
      frame.is_open = true;
      return true;
    default: return false;
  }
}

void StoryReader::add_picture(const XmlAttributes& attributes, bool is_vml) {
  Picture picture;
  picture.place = story().shape.box.place;
  picture.description = story().shape.description;
  const std::string_view id = relationship_of(attributes, is_vml ? "id" : "embed");
  if (const auto* const part = find_relationship(relationships_.found, id)) picture.part = part->target;
  const std::string_view linked = is_vml ? id : relationship_of(attributes, "link");
  if (const auto* const link = find_relationship(relationships_.external, linked)) {
    picture.link = link->target;
    find(FindingType::External, link->target);
  }
  if (picture.part.empty() && picture.link.empty() && is_vml) return;
  reading_.document.pictures.push_back(std::move(picture));
  story().shape_picture = static_cast<std::uint32_t>(reading_.document.pictures.size() - 1);
  add(mark(InlineType::Picture, static_cast<std::uint32_t>(reading_.document.pictures.size() - 1)));
}

/// Some of what is said of a shape comes after its text or its picture.
void StoryReader::update_shape() {
  const OpenStory& open = story();
  if (open.shape_story != kNoIndex) reading_.document.stories[open.shape_story].box = open.shape.box;
  if (open.shape_picture != kNoIndex) reading_.document.pictures[open.shape_picture].place = open.shape.box.place;
}

/// A shape with neither text nor picture is a text box without text if a box can draw it: a rectangle, or a line
/// across or down.
void StoryReader::end_shape(const Frame& frame) {
  if (frame.count != reading_.document.stories.size() + reading_.document.pictures.size()) return;
  const ShapeBox& box = story().shape.box;
  const bool is_line = (box.look.form == "line" || box.look.form == "straightConnector1") &&
                       (box.place.width == 0 || box.place.height == 0);
  if ((!is_line && box.look.form != "rect") || (box.look.line == 0 && box.look.fill.empty()))
    return add_object("shape");
  Story& made = reading_.document.stories.emplace_back();
  made.type = StoryType::TextBox;
  made.part = part_;
  made.anchor_story = story().index;
  made.anchor_paragraph = story().paragraphs;
  made.box = box;
  add(mark(InlineType::TextBox, static_cast<std::uint32_t>(reading_.document.stories.size() - 1)));
}

/// Controls, bookmarks, comments and notes.
bool StoryReader::start_mark(Name name, const XmlAttributes& attributes, Frame& frame) {
  switch (name) {
    case Name::Sdt: {
      Document& document = reading_.document;
      if (document.controls.size() >= reading_.limits.max_controls) {
        reading_.fail(WordLimit::Controls, reading_.limits.max_controls);
        return true;
      }
      frame.index = static_cast<std::uint32_t>(document.controls.size());
      frame.is_open = true;
      document.controls.emplace_back().level = control_level();
      add(mark(InlineType::ControlStart, frame.index));
      return true;
    }
    case Name::BookmarkStart: {
      const auto index = static_cast<std::uint32_t>(reading_.document.bookmarks.size());
      reading_.document.bookmarks.push_back({std::string(attribute(attributes, "name")), false});
      bookmarks_.insert_or_assign(std::string(attribute(attributes, "id")), index);
      add(mark(InlineType::BookmarkStart, index));
      return true;
    }
    case Name::BookmarkEnd: {
      const auto open = bookmarks_.find(std::string(attribute(attributes, "id")));
      if (open == bookmarks_.end()) return true;
      reading_.document.bookmarks[open->second].is_closed = true;
      add_end(mark(InlineType::BookmarkEnd, open->second));
      bookmarks_.erase(open);
      return true;
    }
    case Name::CommentRangeStart:
    case Name::CommentRangeEnd:
    case Name::CommentReference: {
      const std::string id(attribute(attributes, "id"));
      const auto [known, added] =
          reading_.comments.emplace(id, static_cast<std::uint32_t>(reading_.document.comments.size()));
      if (added) reading_.document.comments.push_back({id, 0, false});
      if (name == Name::CommentRangeStart) add(mark(InlineType::CommentStart, known->second));
      if (name == Name::CommentRangeEnd) add_end(mark(InlineType::CommentEnd, known->second));
      if (name == Name::CommentReference) add(mark(InlineType::CommentMark, known->second));
      return true;
    }
    case Name::FootnoteReference:
    case Name::EndnoteReference: {
      const bool is_footnote = name == Name::FootnoteReference;
      const auto& notes = is_footnote ? reading_.footnotes : reading_.endnotes;
      const auto note = notes.find(attribute(attributes, "id"));
      add(mark(is_footnote ? InlineType::FootnoteMark : InlineType::EndnoteMark,
               note == notes.end() ? kNoIndex : static_cast<std::uint32_t>(note->second)));
      return true;
    }
    case Name::FootnoteRef:
    case Name::EndnoteRef: add({InlineType::NoteNumber}); return true;
    default: return false;
  }
}

void StoryReader::end_element(const Frame& frame) {
  switch (frame.name) {
    case Name::McAlternate:
      if (!alternatives_.empty()) alternatives_.pop_back();
      break;
    case Name::Footnote:
    case Name::Endnote:
    case Name::Comment:
    case Name::TxbxContent:
      if (frame.is_open && !stories_.empty()) close_story();
      break;
    default: break;
  }
  if (stories_.empty()) return;
  OpenStory& open = story();
  switch (frame.name) {
    case Name::P:
      if (frame.is_open) end_paragraph();
      break;
    case Name::PPr: targets_.paragraph = nullptr; break;
    case Name::RPr:
      targets_.run = nullptr;
      open.run_index.reset();
      break;
    case Name::TblPr: targets_.table = nullptr; break;
    case Name::TrPr: targets_.row = nullptr; break;
    case Name::TcPr: targets_.cell = nullptr; break;
    case Name::SectPr:
      targets_.section = nullptr;
      if (reads_section_) end_section();
      break;
    case Name::Tbl:
      if (frame.is_open) end_table();
      break;
    case Name::Tr:
      if (frame.is_open) end_row();
      break;
    case Name::Tc:
      if (frame.is_open) end_cell();
      break;
    case Name::T:
    case Name::DelText:
      collects_ = false;
      // Blanks around a text count only if the file says so.
      add_text(keeps_space_ ? std::move(text_) : std::string(base::trim_ascii_space(text_)));
      text_.clear();
      break;
    case Name::InstrText:
    case Name::DelInstrText:
      collects_ = false;
      if (!open.fields.empty()) reading_.document.fields[open.fields.back().index].code += text_;
      text_.clear();
      break;
    case Name::FldSimple:
      if (!frame.is_open) break;
      if (simple_contents_ > 0 && reading_.document.fields[frame.index].name() == "TOC") --simple_contents_;
      add(mark(InlineType::FieldEnd, frame.index));
      break;
    case Name::Hyperlink:
      if (frame.is_open) add(mark(InlineType::LinkEnd, frame.index));
      break;
    case Name::Ruby:
      if (frame.is_open) add({InlineType::RubyEnd});
      break;
    case Name::Ins:
    case Name::MoveTo:
      if (frame.is_open) --inserted_;
      break;
    case Name::Del:
    case Name::MoveFrom:
      if (frame.is_open) --deleted_;
      break;
    case Name::Sdt:
      if (frame.is_open) add_end(mark(InlineType::ControlEnd, frame.index));
      break;
    case Name::WpsShape:
    case Name::VShape:
    case Name::VRect:
    case Name::VRoundRect:
    case Name::VOval:
    case Name::VLine: end_shape(frame); break;
    case Name::WpgGroup:
    case Name::WpgInner:
    case Name::VGroup: open.shape.end(frame.name); break;
    case Name::WpOffset:
    case Name::WpAlign:
      if (!frame.is_open) break;
      into_ = nullptr;
      if (frame.name == Name::WpOffset)
        (is_horizontal_ ? open.shape.box.place.x : open.shape.box.place.y) =
            read_emu(base::trim_ascii_space(drawing_text_));
      else
        (is_horizontal_ ? open.shape.box.place.horizontal_align : open.shape.box.place.vertical_align) = drawing_text_;
      break;
    case Name::MathText:
      if (frame.is_open) into_ = nullptr;
      break;
    case Name::MathObject:
      if (frame.is_open && --math_ == 0) {
        add_object("oMath", math_text_);
        reading_.document.objects.back().is_row = is_math_row_;
      }
      break;
    default: break;
  }
}

// ---- blocks

std::vector<Block>& StoryReader::blocks() {
  OpenStory& open = story();
  for (auto table = open.tables.rbegin(); table != open.tables.rend(); ++table) {
    if (table->cell) return table->cell->blocks;
  }
  return open.story.blocks;
}

Paragraph* StoryReader::last_paragraph() {
  OpenStory& open = story();
  if (!open.tables.empty()) {
    OpenTable& table = open.tables.back();
    if (table.cell) return last_of(table.cell->blocks);
    if (table.row && !table.row->cells.empty()) return last_of(table.row->cells.back().blocks);
    for (auto row = table.table.rows.rbegin(); row != table.table.rows.rend(); ++row) {
      if (!row->cells.empty()) return last_of(row->cells.back().blocks);
    }
    return nullptr;
  }
  return last_of(open.story.blocks);
}

void StoryReader::begin_paragraph() {
  OpenStory& open = story();
  if (open.paragraph) end_paragraph();
  if (++reading_.paragraph_count > reading_.limits.max_paragraphs)
    reading_.fail(WordLimit::Paragraphs, reading_.limits.max_paragraphs);
  Paragraph& paragraph = open.paragraph.emplace();
  paragraph.number = ++open.paragraphs;
  paragraph.offset = offset_;
  paragraph.is_in_contents = in_contents();
  paragraph.section = static_cast<std::uint32_t>(reading_.document.sections.size());
  for (auto table = open.tables.rbegin(); table != open.tables.rend(); ++table) {
    if (!table->cell) continue;
    paragraph.place = {table->table.number, static_cast<std::uint32_t>(table->table.rows.size() + 1),
                       table->cell->column + 1};
    break;
  }
  paragraph.inlines = std::move(open.pending);
  open.pending.clear();
  open.paragraph_format = {};
  open.mark_format = {};
  open.run_format = {};
  open.run_index.reset();
}

void StoryReader::end_paragraph() {
  OpenStory& open = story();
  if (!open.paragraph) return;
  open.paragraph->format = reading_.intern(open.paragraph_format);
  open.paragraph->mark_format = reading_.intern(open.mark_format);
  Paragraph paragraph = *std::move(open.paragraph);
  open.paragraph.reset();
  blocks().push_back({std::move(paragraph)});
}

void StoryReader::begin_table() {
  OpenStory& open = story();
  if (open.paragraph) end_paragraph();
  if (open.tables.size() >= reading_.limits.max_table_depth)
    return reading_.fail(WordLimit::TableDepth, reading_.limits.max_table_depth);
  open.tables.emplace_back().table.number = ++open.tables_started;
}

void StoryReader::end_cell() {
  OpenTable& table = story().tables.back();
  if (!table.cell || !table.row) return;
  table.next_column += table.cell->span;
  table.cell->format = reading_.intern(table.cell_format);
  table.row->cells.push_back(*std::move(table.cell));
  table.cell.reset();
}

void StoryReader::end_row() {
  if (story().tables.empty()) return;
  OpenTable& table = story().tables.back();
  end_cell();
  targets_.row = nullptr;
  if (table.row) table.table.rows.push_back(*std::move(table.row));
  table.row.reset();
}

void StoryReader::end_table() {
  OpenStory& open = story();
  if (open.tables.empty()) return;
  if (open.paragraph) end_paragraph();
  end_row();
  Table table = std::move(open.tables.back().table);
  table.format = reading_.intern(open.tables.back().format);
  targets_ = {};
  open.tables.pop_back();
  blocks().push_back({std::move(table)});
}

void StoryReader::end_section() {
  reads_section_ = false;
  reading_.document.sections.push_back(section_);
  if (story().paragraph) story().paragraph->ends_section = true;
}

// ---- inline items

Change StoryReader::change() const {
  if (deleted_ > 0) return Change::Deleted;
  return inserted_ > 0 ? Change::Inserted : Change::None;
}

bool StoryReader::in_code() {
  const auto& fields = story().fields;
  return std::any_of(fields.begin(), fields.end(), [](const OpenField& field) { return field.is_code; });
}

bool StoryReader::in_contents() const {
  const auto& fields = stories_.back().fields;
  return simple_contents_ > 0 ||
         std::any_of(fields.begin(), fields.end(), [](const OpenField& field) { return field.is_contents; });
}

std::uint32_t StoryReader::run_format() {
  OpenStory& open = story();
  if (!open.run_index) open.run_index = reading_.intern(open.run_format);
  return *open.run_index;
}

void StoryReader::add(Inline item) {
  if (++reading_.inline_count > reading_.limits.max_inlines)
    reading_.fail(WordLimit::Inlines, reading_.limits.max_inlines);
  OpenStory& open = story();
  item.change = change();
  item.is_code = in_code();
  item.is_contents = in_contents();
  item.offset = offset_;
  if (!open.paragraph) {
    open.pending.push_back(std::move(item));
    return;
  }
  item.format = run_format();
  open.paragraph->inlines.push_back(std::move(item));
}

/// Adds the end of something: to the last paragraph if it ends between paragraphs.
void StoryReader::add_end(Inline item) {
  OpenStory& open = story();
  if (open.paragraph || !open.pending.empty()) return add(std::move(item));
  Paragraph* const last = last_paragraph();
  if (last == nullptr) return add(std::move(item));
  if (++reading_.inline_count > reading_.limits.max_inlines)
    reading_.fail(WordLimit::Inlines, reading_.limits.max_inlines);
  item.change = change();
  item.offset = offset_;
  last->inlines.push_back(std::move(item));
}

void StoryReader::add_text(std::string text) {
  if (text.empty()) return;
  reading_.text_bytes += text.size();
  if (reading_.text_bytes > reading_.limits.max_text_bytes)
    reading_.fail(WordLimit::Text, reading_.limits.max_text_bytes);
  Inline item;
  item.text = std::move(text);
  add(std::move(item));
}

void StoryReader::add_object(std::string name, std::string text) {
  reading_.document.objects.push_back({std::move(name), std::move(text)});
  add(mark(InlineType::Object, static_cast<std::uint32_t>(reading_.document.objects.size() - 1)));
}

ControlLevel StoryReader::control_level() {
  OpenStory& open = story();
  if (open.paragraph) return ControlLevel::Run;
  if (open.tables.empty() || open.tables.back().cell) return ControlLevel::Block;
  return open.tables.back().row ? ControlLevel::Cell : ControlLevel::Row;
}

void StoryReader::report_element(std::string_view name, bool is_known) {
  if (is_known) {
    if (!stories_.empty()) add_object(std::string(name));
    return find(FindingType::Embedded, name);
  }
  find(FindingType::UnknownElement, name);
}

void StoryReader::find(FindingType type, std::string_view name) {
  constexpr std::size_t kMostFindings = 1'000;
  std::vector<Finding>& findings = reading_.document.findings;
  if (findings.size() >= kMostFindings) return;
  const std::size_t at = stories_.empty() ? 0 : story().index;
  findings.push_back({type, std::string(name), at, stories_.empty() ? 0 : story().paragraphs});
}

}  // namespace gongwen::word
