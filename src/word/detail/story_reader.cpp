#include "word/detail/story_reader.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gongwen::word {
namespace {

using package::XmlAttributes;

/// The prefixes of extensions whose content is understood; for others, the fallback is read.
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

std::string sign_text(std::string_view hexadecimal) {
  std::uint32_t sign = 0;
  std::from_chars(hexadecimal.data(), hexadecimal.data() + hexadecimal.size(), sign, 16);
  std::string text;
  if (sign > 0 && sign <= 0x10FFFF && (sign < 0xD800 || sign > 0xDFFF))
    base::append_utf8(text, static_cast<char32_t>(sign));
  return text;
}

Inline mark(InlineType type, std::uint32_t index) { return {.type = type, .index = index}; }

const package::Relationship* find_relationship(const std::vector<package::Relationship>& list, std::string_view id) {
  const auto found = std::find_if(list.begin(), list.end(), [id](const auto& one) { return one.id == id; });
  return found == list.end() || id.empty() ? nullptr : &*found;
}

}  // namespace

StoryReader::StoryReader(Reading& reading, StoryType type, std::size_t story, std::string part,
                         const package::RelationshipReader& relationships)
    : reading_(reading),
      type_(type),
      relationships_(relationships),
      builder_(reading, std::move(part)),
      properties_(reading.theme, reading.document.settings.theme_language) {
  const bool has_one = type == StoryType::Body || type == StoryType::Header || type == StoryType::Footer;
  if (has_one) open_story(type, story);
}

void StoryReader::open_story(StoryType type, std::size_t index) {
  targets_ = {};
  builder_.open(type, index);
}

void StoryReader::close_story() {
  builder_.close();
  targets_ = {};
}

void StoryReader::finish() {
  while (!builder_.is_empty()) close_story();
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
  frames_.back().offset = offset();
  builder_.set_offset(offset());
  start_element(element.name, attributes, frames_.back());
}

void StoryReader::end(std::string_view /*name*/) {
  if (skipped_ > 0) {
    --skipped_;
    return;
  }
  if (frames_.empty()) return;
  const Frame frame = frames_.back();
  builder_.set_offset(frame.offset);
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
  if (builder_.is_empty()) return;
  if (start_block(name, attributes, frame) || start_inline(name, attributes, frame) ||
      start_drawing(name, attributes, frame)) {
    return;
  }
  start_mark(name, attributes, frame);
}

/// Reads an element of properties. Returns whether the element was one.
bool StoryReader::start_property(Name name, const XmlAttributes& attributes) {
  const Name in = parent();
  if (builder_.is_empty()) return in == Name::RPr || in == Name::PPr;
  OpenStory& open = builder_.story();
  // Marks of changes are among the properties of the mark of a paragraph, of rows and of cells.
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
  Story& note = builder_.story().story;
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
  OpenStory& open = builder_.story();
  switch (name) {
    case Name::P:
      builder_.begin_paragraph();
      frame.is_open = true;
      return true;
    case Name::PPr: targets_.paragraph = &open.paragraph_format; return true;
    case Name::Tbl:
      builder_.begin_table();
      frame.is_open = true;
      return true;
    case Name::TblPr: targets_.table = open.tables.empty() ? nullptr : &open.tables.back().format; return true;
    case Name::TblPrEx: targets_.table = nullptr; return true;
    case Name::TblGrid: return true;
    case Name::Tr:
      targets_.row = nullptr;
      builder_.begin_row();
      frame.is_open = !open.tables.empty();
      return true;
    case Name::TrPr:
      targets_.row = open.tables.empty() || !open.tables.back().row ? nullptr : &open.tables.back().row->format;
      return true;
    case Name::Tc:
      if (open.tables.empty() || !open.tables.back().row) return true;
      builder_.begin_cell();
      frame.is_open = true;
      return true;
    case Name::TcPr:
      targets_.cell = open.tables.empty() || !open.tables.back().cell ? nullptr : &open.tables.back().cell_format;
      return true;
    case Name::SectPr:
      reads_section_ = open.story.type == StoryType::Body && !open.paragraph && open.tables.empty();
      section_ = {};
      targets_.section = &section_;
      return true;
    case Name::AltChunk: builder_.find(FindingType::AlternateChunk, relationship_of(attributes, "id")); return true;
    case Name::SubDoc: builder_.find(FindingType::External, relationship_of(attributes, "id")); return true;
    case Name::TxbxContent: {
      const std::size_t index = reading_.document.stories.size();
      const std::uint32_t number = open.paragraphs;
      const std::size_t anchor = open.index;
      const ShapeBox box = open.shape.box;
      open.shape_story = static_cast<std::uint32_t>(index);
      reading_.document.stories.emplace_back();
      builder_.add(mark(InlineType::TextBox, static_cast<std::uint32_t>(index)));
      open_story(StoryType::TextBox, index);
      builder_.story().story.anchor_story = anchor;
      builder_.story().story.anchor_paragraph = number;
      builder_.story().story.box = box;
      frame.is_open = true;
      return true;
    }
    default: return false;
  }
}

/// Runs and what they contain.
bool StoryReader::start_inline(Name name, const XmlAttributes& attributes, Frame& frame) {
  OpenStory& open = builder_.story();
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
    case Name::Ptab: builder_.add({InlineType::Tab}); return true;
    case Name::Br: {
      const std::string_view type = attribute(attributes, "type");
      builder_.add({type == "page"     ? InlineType::PageBreak
                    : type == "column" ? InlineType::ColumnBreak
                                       : InlineType::LineBreak});
      return true;
    }
    case Name::Cr: builder_.add({InlineType::LineBreak}); return true;
    case Name::NoBreakHyphen: builder_.add_text("\xE2\x80\x91"); return true;
    case Name::SoftHyphen: return true;
    case Name::SymEx: builder_.add_text(sign_text(attribute(attributes, "char"))); return true;
    case Name::Sym: {
      const std::string font(attribute(attributes, "font"));
      const auto [known, added] =
          reading_.symbol_fonts.emplace(font, static_cast<std::uint32_t>(reading_.document.symbol_fonts.size()));
      if (added) reading_.document.symbol_fonts.push_back(font);
      Inline item = mark(InlineType::Symbol, known->second);
      item.text = sign_text(attribute(attributes, "char"));
      builder_.add(std::move(item));
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
      builder_.add(mark(InlineType::FieldStart, frame.index));
      if (field.name() == "TOC") builder_.begin_contents();
      builder_.add(mark(InlineType::FieldResult, frame.index));
      return true;
    }
    case Name::Hyperlink: {
      Link& link = reading_.document.links.emplace_back();
      link.anchor = attribute(attributes, "anchor");
      const auto* const target = find_relationship(relationships_.external, relationship_of(attributes, "id"));
      if (target != nullptr) link.target = target->target;
      frame.index = static_cast<std::uint32_t>(reading_.document.links.size() - 1);
      frame.is_open = true;
      builder_.add(mark(InlineType::LinkStart, frame.index));
      return true;
    }
    case Name::Ruby:
      builder_.add({InlineType::RubyStart});
      frame.is_open = true;
      return true;
    case Name::RubyBase: builder_.add({InlineType::RubyBase}); return true;
    case Name::Rt: return true;
    case Name::Ins:
    case Name::MoveTo:
      builder_.begin_change(Change::Inserted);
      frame.is_open = true;
      return true;
    case Name::Del:
    case Name::MoveFrom:
      builder_.begin_change(Change::Deleted);
      frame.is_open = true;
      return true;
    default: return false;
  }
}

void StoryReader::start_field_character(const XmlAttributes& attributes, Frame& frame) {
  const std::string_view type = attribute(attributes, "fldCharType");
  if (type == "begin") frame.index = builder_.begin_field();
  if (type == "separate") builder_.end_field_code();
  if (type == "end") builder_.end_field();
}

/// Pictures, shapes, embedded objects and formulas.
bool StoryReader::start_drawing(Name name, const XmlAttributes& attributes, Frame& frame) {
  OpenStory& open = builder_.story();
  const bool is_shape = name == Name::WpsShape || name == Name::VShape || name == Name::VRect ||
                        name == Name::VRoundRect || name == Name::VOval || name == Name::VLine;
  if (is_shape || name == Name::PicPic) {
    if (name == Name::WpsShape || name == Name::PicPic) open.shape.begin_shape();
    open.shape_story = open.shape_picture = kNoIndex;
  }
  if (open.shape.read(name, parent(), grandparent(), attributes)) update_shape();
  switch (name) {
    case Name::Drawing:
    case Name::Pict:
    case Name::Object:
      open.shape.begin();
      open.shape_story = open.shape_picture = kNoIndex;
      frame.count = reading_.document.pictures.size();
      return true;
    case Name::WpOffset:
    case Name::WpAlign:
      drawing_text_.clear();
      into_ = &drawing_text_;
      frame.is_open = true;
      return true;
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
        builder_.add_object(std::string(kind));
        reading_.document.objects.back().description = open.shape.description;
        reading_.document.objects.back().place = open.shape.box.place;
        builder_.find(FindingType::Embedded, kind);
      }
      return true;
    }
    case Name::OleObject: {
      const std::string program(attribute(attributes, "ProgID"));
      builder_.add_object("OLEObject", program);
      builder_.find(FindingType::Embedded, program.empty() ? "OLEObject" : program);
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
  picture.place = builder_.story().shape.box.place;
  picture.description = builder_.story().shape.description;
  const std::string_view id = relationship_of(attributes, is_vml ? "id" : "embed");
  if (const auto* const part = find_relationship(relationships_.found, id)) picture.part = part->target;
  const std::string_view linked = is_vml ? id : relationship_of(attributes, "link");
  if (const auto* const link = find_relationship(relationships_.external, linked)) {
    picture.link = link->target;
    builder_.find(FindingType::External, link->target);
  }
  if (picture.part.empty() && picture.link.empty() && is_vml) return;
  reading_.document.pictures.push_back(std::move(picture));
  builder_.story().shape_picture = static_cast<std::uint32_t>(reading_.document.pictures.size() - 1);
  builder_.add(mark(InlineType::Picture, static_cast<std::uint32_t>(reading_.document.pictures.size() - 1)));
}

/// Some properties of a shape come after its text or its picture.
void StoryReader::update_shape() {
  const OpenStory& open = builder_.story();
  if (open.shape_story != kNoIndex) reading_.document.stories[open.shape_story].box = open.shape.box;
  if (open.shape_picture != kNoIndex) reading_.document.pictures[open.shape_picture].place = open.shape.box.place;
}

/// A shape with neither text nor picture is a text box without text if a box can draw it: a rectangle, or a line
/// across or down.
void StoryReader::end_shape(const Frame& frame) {
  if (frame.count != reading_.document.stories.size() + reading_.document.pictures.size()) return;
  const ShapeBox& box = builder_.story().shape.box;
  const bool is_line = (box.look.form == "line" || box.look.form == "straightConnector1") &&
                       (box.place.width == 0 || box.place.height == 0);
  if ((!is_line && box.look.form != "rect") || (box.look.line == 0 && box.look.fill.empty()))
    return builder_.add_object("shape");
  Story& made = reading_.document.stories.emplace_back();
  made.type = StoryType::TextBox;
  made.part = builder_.story().story.part;
  made.anchor_story = builder_.story().index;
  made.anchor_paragraph = builder_.story().paragraphs;
  made.box = box;
  builder_.add(mark(InlineType::TextBox, static_cast<std::uint32_t>(reading_.document.stories.size() - 1)));
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
      document.controls.emplace_back().level = builder_.control_level();
      builder_.add(mark(InlineType::ControlStart, frame.index));
      return true;
    }
    case Name::BookmarkStart: {
      const auto index = static_cast<std::uint32_t>(reading_.document.bookmarks.size());
      reading_.document.bookmarks.push_back({std::string(attribute(attributes, "name")), false});
      bookmarks_.insert_or_assign(std::string(attribute(attributes, "id")), index);
      builder_.add(mark(InlineType::BookmarkStart, index));
      return true;
    }
    case Name::BookmarkEnd: {
      const auto open = bookmarks_.find(std::string(attribute(attributes, "id")));
      if (open == bookmarks_.end()) return true;
      reading_.document.bookmarks[open->second].is_closed = true;
      builder_.add_end(mark(InlineType::BookmarkEnd, open->second));
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
      if (name == Name::CommentRangeStart) builder_.add(mark(InlineType::CommentStart, known->second));
      if (name == Name::CommentRangeEnd) builder_.add_end(mark(InlineType::CommentEnd, known->second));
      if (name == Name::CommentReference) builder_.add(mark(InlineType::CommentMark, known->second));
      return true;
    }
    case Name::FootnoteReference:
    case Name::EndnoteReference: {
      const bool is_footnote = name == Name::FootnoteReference;
      const auto& notes = is_footnote ? reading_.footnotes : reading_.endnotes;
      const auto note = notes.find(attribute(attributes, "id"));
      builder_.add(mark(is_footnote ? InlineType::FootnoteMark : InlineType::EndnoteMark,
                        note == notes.end() ? kNoIndex : static_cast<std::uint32_t>(note->second)));
      return true;
    }
    case Name::FootnoteRef:
    case Name::EndnoteRef: builder_.add({InlineType::NoteNumber}); return true;
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
      if (frame.is_open && !builder_.is_empty()) close_story();
      break;
    default: break;
  }
  if (builder_.is_empty()) return;
  OpenStory& open = builder_.story();
  switch (frame.name) {
    case Name::P:
      if (frame.is_open) builder_.end_paragraph();
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
      if (!frame.is_open) break;
      builder_.end_table();
      targets_ = {};
      break;
    case Name::Tr:
      if (!frame.is_open) break;
      builder_.end_row();
      targets_.row = nullptr;
      break;
    case Name::Tc:
      if (frame.is_open) builder_.end_cell();
      break;
    case Name::T:
    case Name::DelText:
      collects_ = false;
      // Blanks around a text count only if the file says so.
      builder_.add_text(keeps_space_ ? std::move(text_) : std::string(base::trim_ascii_space(text_)));
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
      if (reading_.document.fields[frame.index].name() == "TOC") builder_.end_contents();
      builder_.add(mark(InlineType::FieldEnd, frame.index));
      break;
    case Name::Hyperlink:
      if (frame.is_open) builder_.add(mark(InlineType::LinkEnd, frame.index));
      break;
    case Name::Ruby:
      if (frame.is_open) builder_.add({InlineType::RubyEnd});
      break;
    case Name::Ins:
    case Name::MoveTo:
      if (frame.is_open) builder_.end_change(Change::Inserted);
      break;
    case Name::Del:
    case Name::MoveFrom:
      if (frame.is_open) builder_.end_change(Change::Deleted);
      break;
    case Name::Sdt:
      if (frame.is_open) builder_.add_end(mark(InlineType::ControlEnd, frame.index));
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
      open.shape.read_place_text(frame.name, drawing_text_);
      break;
    case Name::MathText:
      if (frame.is_open) into_ = nullptr;
      break;
    case Name::MathObject:
      if (frame.is_open && --math_ == 0) {
        builder_.add_object("oMath", math_text_);
        reading_.document.objects.back().is_row = is_math_row_;
      }
      break;
    default: break;
  }
}

void StoryReader::end_section() {
  reads_section_ = false;
  reading_.document.sections.push_back(section_);
  if (builder_.story().paragraph) builder_.story().paragraph->ends_section = true;
}

void StoryReader::report_element(std::string_view name, bool is_known) {
  if (is_known) {
    if (!builder_.is_empty()) builder_.add_object(std::string(name));
    return builder_.find(FindingType::Embedded, name);
  }
  builder_.find(FindingType::UnknownElement, name);
}

}  // namespace gongwen::word
