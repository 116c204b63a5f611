#include "service/designer/detail/form_parts.h"

#include "base/format.h"
#include "base/json.h"
#include "service/designer/detail/form_edits.h"

#include <algorithm>
#include <utility>

namespace gongwen::service {
namespace {

enum class PlaceType : std::uint8_t { None, Paragraph, Box, Cell, CoverRow, Chapter, Text };

// The type follows from the number of tokens of a place: `/paper/0/boxes/3/box/1` has six.
PlaceType place_type(std::string_view at) {
  const auto tokens = base::parse_json_pointer(at);
  if (!tokens || tokens->empty()) return PlaceType::None;
  const auto is = [&tokens](std::size_t index, std::string_view word) {
    return tokens->size() > index && (*tokens)[index] == word;
  };
  if (is(0, "paper")) {
    if (tokens->size() == 4 && is(2, "text")) return PlaceType::Paragraph;
    if (tokens->size() == 4 && is(2, "boxes")) return PlaceType::Box;
    return tokens->size() == 6 && is(2, "boxes") && is(4, "box") ? PlaceType::Cell : PlaceType::None;
  }
  if (!is(0, "report")) return PlaceType::None;
  if (tokens->size() == 4 && is(1, "cover") && is(2, "rows")) return PlaceType::CoverRow;
  if (tokens->size() == 5 && is(1, "pages") && is(3, "chapters")) return PlaceType::Chapter;
  return tokens->size() == 7 && is(1, "pages") && is(3, "chapters") && is(5, "texts") ? PlaceType::Text
                                                                                      : PlaceType::None;
}

struct PartPlace {
  FormNode* list = nullptr;
  std::size_t index = 0;

  FormNode& item() const { return list->items[index].second; }
  auto position(std::size_t after = 0) const {
    return list->items.begin() + static_cast<std::ptrdiff_t>(index + after);
  }
};

// `list` is null if the place does not exist.
PartPlace part_place(FormNode& form, std::string_view at) {
  FormNode* const list = form.find(base::parent_pointer(at));
  const auto index = typed_index(at.substr(at.rfind('/') + 1));
  if (list == nullptr || !list->is_list() || !index || *index >= list->items.size()) return {};
  return {list, *index};
}

// `/report/pages/1/chapters/2` → `/report/pages/1`.
std::string_view owner_of(std::string_view at) { return base::parent_pointer(base::parent_pointer(at)); }

void insert_after(const PartPlace& place, FormNode node) {
  place.list->items.insert(place.position(1), {std::string(), std::move(node)});
}

/// A blank of a sentence: `{/org}`, `{name=/addressee}`, or `{directives}`, the name of a link.
struct Blank {
  std::size_t begin = 0;
  std::size_t end = 0;  // after the closing brace
  std::string name;     // of a text
  std::string value;    // a pointer, or other typed text
};

std::vector<Blank> blanks_of(std::string_view words) {
  std::vector<Blank> blanks;
  for (std::size_t from = words.find('{'); from != std::string_view::npos; from = words.find('{', from)) {
    // If the closing brace is missing, the rest of the sentence becomes the blank: it is refused later, with its text.
    const std::size_t end = words.find('}', from);
    if (end == std::string_view::npos) {
      blanks.push_back({from, words.size(), {}, std::string(words.substr(from + 1))});
      break;
    }
    Blank blank{from, end + 1, {}, std::string(words.substr(from + 1, end - from - 1))};
    const std::size_t equals = blank.value.find("=/");
    // `name=/addressee`: the text before `=` is the name under which `text_ids` has the words.
    if (equals != std::string::npos) {
      blank.name = blank.value.substr(0, equals);
      blank.value.erase(0, equals + 1);
    }
    blanks.push_back(std::move(blank));
    from = end + 1;
  }
  return blanks;
}

// A group that is named counts as one field; its members are not looked for.
void collect_shown(const FormNode& node, const FormNode& fields, std::vector<std::string>& found) {
  const auto add = [&](const std::string& pointer) {
    if (fields.member(pointer) != nullptr && std::find(found.begin(), found.end(), pointer) == found.end())
      found.push_back(pointer);
  };
  if (node.is_text() && node.text.starts_with('/')) {
    add(node.text);
  } else if (node.is_text()) {
    for (const Blank& blank : blanks_of(node.text)) add(blank.value);
  }
  for (const auto& [name, item] : node.items) collect_shown(item, fields, found);
}

/// Returns the words of a paragraph, whose pieces are separate texts. `["根据", "{/law}", "……"]` → one sentence;
/// headings of boxes have `section` instead.
std::string joined_words(const FormNode& part) {
  const FormNode* const words = part.member("words");
  if (words == nullptr || words->is_text()) return part.text_of(words == nullptr ? "section" : "words");
  std::string all;
  for (const auto& [name, piece] : words->items) all += piece.text;
  return all;
}

FormNode object_of(std::string_view name, FormNode value) {
  FormNode node = FormNode::object();
  node.items.emplace_back(name, std::move(value));
  return node;
}

FormNode list_of(FormNode item) {
  FormNode list = FormNode::list();
  list.items.emplace_back(std::string(), std::move(item));
  return list;
}

FormNode pointer_in(std::string_view name, const std::string& pointer) {
  return object_of(name, FormNode::of_text(pointer));
}

/// Moves the item to the end or the beginning of another list.
void move_into(const PartPlace& place, FormNode& list, bool to_end) {
  FormNode node = std::move(place.item());
  place.list->items.erase(place.position());
  list.items.insert(to_end ? list.items.end() : list.items.begin(), {std::string(), std::move(node)});
}

/// Returns the list of chapters or questions of the page or box before or after the one that has the part. Pages and
/// boxes without such a list are skipped.
FormNode* list_beside(FormNode& form, std::string_view at, int by, std::string_view member) {
  const PartPlace owner = part_place(form, owner_of(at));
  if (owner.list == nullptr) return nullptr;
  const std::size_t count = owner.list->items.size();
  for (std::size_t i = owner.index; by < 0 ? i > 0 : i + 1 < count;) {
    i = by < 0 ? i - 1 : i + 1;
    FormNode* const list = owner.list->items[i].second.member(member);
    if (list != nullptr && list->is_list()) return list;
  }
  return nullptr;
}

/// Removes the page or box that has lost its last part. Returns false for the last page or box.
bool remove_emptied(FormNode& form, std::string_view owner_at, std::string_view member) {
  const PartPlace owner = part_place(form, owner_at);
  if (owner.list == nullptr) return false;
  const FormNode* const list = owner.item().member(member);
  if (list == nullptr || !list->items.empty()) return true;
  if (owner.list->items.size() < 2) return false;
  owner.list->items.erase(owner.position());
  return true;
}

std::string_view member_of(PlaceType type) { return type == PlaceType::Chapter ? "chapters" : "box"; }

// Questions, rows of the cover and chapters have only words of fields.
FormPart part_of(const FormNode& node, std::string at, PartType type, const FormNode& fields) {
  FormPart part{std::move(at), type, {}};
  collect_shown(node, fields, part.fields);
  if (type == PartType::Paragraph || type == PartType::Heading) part.words = joined_words(node);
  return part;
}

// A box is a list of questions, a heading, or something drawn.
void add_boxes(const FormNode& boxes, const std::string& at, const FormNode& fields, std::vector<FormPart>& parts) {
  for (std::size_t i = 0; i < boxes.items.size(); ++i) {
    const FormNode& one = boxes.items[i].second;
    const std::string place = fmt::format("{}/{}", at, i);
    const FormNode* const cells = one.member("box");
    for (std::size_t cell = 0; cells != nullptr && cell < cells->items.size(); ++cell) {
      parts.push_back(
          part_of(cells->items[cell].second, fmt::format("{}/box/{}", place, cell), PartType::Question, fields));
    }
    if (cells != nullptr) continue;
    const PartType type = one.member("section") == nullptr ? PartType::Drawn : PartType::Heading;
    parts.push_back(part_of(one, place, type, fields));
  }
}

// A chapter with several texts is several parts, so that each can be moved.
void add_chapters(const FormNode& chapters, const std::string& at, const FormNode& fields,
                  std::vector<FormPart>& parts) {
  for (std::size_t i = 0; i < chapters.items.size(); ++i) {
    const FormNode& one = chapters.items[i].second;
    const std::string place = fmt::format("{}/{}", at, i);
    const FormNode* const texts = one.member("texts");
    for (std::size_t text = 0; texts != nullptr && text < texts->items.size(); ++text) {
      parts.push_back(
          part_of(texts->items[text].second, fmt::format("{}/texts/{}", place, text), PartType::Chapter, fields));
    }
    if (texts == nullptr) parts.push_back(part_of(one, place, PartType::Chapter, fields));
  }
}

}  // namespace

// The place of each part is its path in the form, which `part_at()` compares.
std::vector<PartGroup> parts_of(const FormNode& form) {
  std::vector<PartGroup> groups;
  const FormNode* const fields = form.member("fields");
  if (fields == nullptr) return groups;
  const FormNode* const paper = form.member("paper");
  for (std::size_t i = 0; paper != nullptr && i < paper->items.size(); ++i) {
    const FormNode& sheet = paper->items[i].second;
    PartGroup group{sheet.text_of("sheet"), 0, {}};
    const FormNode* const text = sheet.member("text");
    for (std::size_t part = 0; text != nullptr && part < text->items.size(); ++part) {
      const FormNode& node = text->items[part].second;
      const PartType type = node.member("html") == nullptr ? PartType::Paragraph : PartType::Drawn;
      group.parts.push_back(part_of(node, fmt::format("/paper/{}/text/{}", i, part), type, *fields));
    }
    if (const FormNode* const boxes = sheet.member("boxes"))
      add_boxes(*boxes, fmt::format("/paper/{}/boxes", i), *fields, group.parts);
    if (!group.parts.empty()) groups.push_back(std::move(group));
  }
  const FormNode* const report = form.member("report");
  if (report == nullptr) return groups;
  PartGroup cover{report->text_of("sheet"), 0, {}};
  const FormNode* const rows = report->find("/cover/rows");
  for (std::size_t i = 0; rows != nullptr && i < rows->items.size(); ++i) {
    cover.parts.push_back(
        part_of(rows->items[i].second, fmt::format("/report/cover/rows/{}", i), PartType::CoverRow, *fields));
  }
  groups.push_back(std::move(cover));
  const FormNode* const pages = report->member("pages");
  for (std::size_t i = 0; pages != nullptr && i < pages->items.size(); ++i) {
    PartGroup page{report->text_of("sheet"), i + 1, {}};
    if (const FormNode* const chapters = pages->items[i].second.member("chapters"))
      add_chapters(*chapters, fmt::format("/report/pages/{}/chapters", i), *fields, page.parts);
    groups.push_back(std::move(page));
  }
  return groups;
}

// Returns nullopt also for places of rows and cells, which other edits change.
std::optional<FormPart> part_at(const FormNode& form, std::string_view at) {
  for (PartGroup& group : parts_of(form)) {
    for (FormPart& part : group.parts) {
      if (part.at == at) return std::move(part);
    }
  }
  return std::nullopt;
}

bool can_move_part(const FormNode& form, std::string_view at, int by) {
  const PlaceType type = place_type(at);
  const FormNode* const list = form.find(base::parent_pointer(at));
  const auto index = typed_index(at.substr(at.rfind('/') + 1));
  if (type == PlaceType::None || list == nullptr || !index || *index >= list->items.size()) return false;
  if (by < 0 ? *index > 0 : *index + 1 < list->items.size()) return true;
  if (type != PlaceType::Chapter && type != PlaceType::Cell) return false;
  const std::string_view owner = owner_of(at);
  const FormNode* const owners = form.find(base::parent_pointer(owner));
  const auto own = typed_index(owner.substr(owner.rfind('/') + 1));
  for (std::size_t i = 0; owners != nullptr && own && i < owners->items.size(); ++i) {
    const bool is_beside = by < 0 ? i < *own : i > *own;
    if (is_beside && owners->items[i].second.member(member_of(type)) != nullptr) return true;
  }
  return false;
}

// Moves within the list, or else into the list beside it: a question leaves its box, a chapter its page.
bool move_part(FormNode& form, std::string_view at, int by) {
  const PlaceType type = place_type(at);
  const PartPlace place = part_place(form, at);
  if (type == PlaceType::None || place.list == nullptr) return false;
  if (by < 0 ? place.index > 0 : place.index + 1 < place.list->items.size()) {
    std::swap(place.item(), place.list->items[by < 0 ? place.index - 1 : place.index + 1].second);
    return true;
  }
  if (type != PlaceType::Chapter && type != PlaceType::Cell) return false;
  const std::string_view member = member_of(type);
  FormNode* const other = list_beside(form, at, by, member);
  if (other == nullptr) return false;
  move_into(place, *other, by < 0);
  return remove_emptied(form, owner_of(at), member);
}

bool delete_part(FormNode& form, std::string_view at) {
  const PlaceType type = place_type(at);
  const PartPlace place = part_place(form, at);
  const FormNode* const fields = form.member("fields");
  if (type == PlaceType::None || place.list == nullptr || fields == nullptr) return false;
  std::vector<std::string> pointers;
  // Collected before the part is removed; deleted afterwards if they are nowhere else on paper.
  collect_shown(place.item(), *fields, pointers);
  const bool is_only = place.list->items.size() == 1;
  // If it is the only text of a chapter, the chapter is removed.
  if (type == PlaceType::Text && is_only) return delete_part(form, owner_of(at));
  const bool has_owner = type == PlaceType::Chapter || type == PlaceType::Cell;
  if (is_only && !has_owner) return false;
  place.list->items.erase(place.position());
  if (has_owner && !remove_emptied(form, owner_of(at), member_of(type))) return false;
  std::vector<std::string> left;
  for (const std::string_view paper : {"paper", "report"}) {
    if (const FormNode* const node = form.member(paper)) collect_shown(*node, *fields, left);
  }
  // A field that is on paper in two places stays when one of them is removed.
  for (const std::string& pointer : pointers) {
    // A group stays while one of its fields is on paper.
    const bool stays =
        std::any_of(left.begin(), left.end(), [&](const std::string& one) { return is_within(one, pointer); });
    if (!stays && form.find("/fields/" + pointer_token(pointer)) != nullptr && !delete_field(form, pointer))
      return false;
  }
  return true;
}

// If no place is named, adds the words at the end of the last sheet that has such parts.
std::optional<std::string> add_words(FormNode& form, std::string_view after, std::string_view words) {
  std::string at(after);
  if (at.empty()) {
    for (const PartGroup& group : parts_of(form)) {
      if (!group.parts.empty() && group.parts.back().at.starts_with("/paper/")) at = group.parts.back().at;
    }
  }
  PlaceType type = place_type(at);
  // There are no words between the questions of a box: they follow the box.
  if (type == PlaceType::Cell) {
    at = owner_of(at);
    type = PlaceType::Box;
  }
  const PartPlace place = part_place(form, at);
  if (place.list == nullptr || (type != PlaceType::Paragraph && type != PlaceType::Box)) return std::nullopt;
  insert_after(place, object_of(type == PlaceType::Box ? "section" : "words", FormNode::of_text(words)));
  return fmt::format("{}/{}", base::parent_pointer(at), place.index + 1);
}

// Empty words are refused: deleting a part is another edit.
bool set_part_words(FormNode& form, std::string_view at, std::string_view words) {
  const PlaceType type = place_type(at);
  const PartPlace place = part_place(form, at);
  if (place.list == nullptr || (type != PlaceType::Paragraph && type != PlaceType::Box)) return false;
  FormNode& part = place.item();
  const std::string_view member = part.member("section") != nullptr ? "section" : "words";
  if (part.member(member) == nullptr || words.empty()) return false;
  // If the words are unchanged, the pieces stay separate texts.
  if (joined_words(part) == words) return true;
  FormNode* const ids = form.member("text_ids");
  const auto tokens = base::parse_json_pointer(at);
  // The pieces become one text, so the names that they had (`words.1-3-2`) would mean nothing.
  const auto sheet = tokens ? typed_index((*tokens)[1]) : std::nullopt;
  if (part.member(member)->is_list() && ids != nullptr && sheet) {
    const std::string pieces = fmt::format("words.{}-{}-", *sheet + 1, place.index + 1);
    std::erase_if(ids->items, [&pieces](const auto& id) { return id.first.starts_with(pieces); });
  }
  return part.put("/" + std::string(member), FormNode::of_text(words));
}

namespace {

/// Makes the item that shows a new field in a box, by the type of the field. A day has a drawing of its own; other
/// fields have a label and a place for the answer.
FormNode question_of(const std::string& pointer, std::string_view type) {
  if (type == "date" || type == "month") return list_of(pointer_in("date", pointer));
  FormNode cell = list_of(pointer_in("label", pointer));
  cell.items.emplace_back(std::string(), pointer_in(type == "yes-no" ? "choice" : "answer", pointer));
  return cell;
}

/// Returns the place of the part that has the field; empty if none has.
std::string part_with(const FormNode& form, std::string_view pointer) {
  for (const PartGroup& group : parts_of(form)) {
    for (const FormPart& part : group.parts) {
      const bool has = std::any_of(part.fields.begin(), part.fields.end(),
                                   [&](const std::string& one) { return is_within(one, pointer); });
      if (!pointer.empty() && has) return part.at;
    }
  }
  return {};
}

// Short values go to the cover; long texts and decisions become chapters.
bool place_in_report(FormNode& form, const std::string& pointer, std::string_view type, std::string_view at) {
  const PlaceType place = place_type(at);
  if (type != "long" && type != "yes-no") {
    FormNode* const rows = form.find("/report/cover/rows");
    if (rows == nullptr) return false;
    FormNode row = object_of("cells", list_of(FormNode::of_text(pointer)));
    const PartPlace known = place == PlaceType::CoverRow ? part_place(form, at) : PartPlace();
    rows->items.insert(known.list == nullptr ? rows->items.end() : known.position(1), {std::string(), std::move(row)});
    return true;
  }
  if (place == PlaceType::Text && type == "long") {
    insert_after(part_place(form, at), FormNode::of_text(pointer));
    return true;
  }
  FormNode chapter = pointer_in(type == "long" ? "text" : "ask", pointer);
  const std::string own(place == PlaceType::Text ? owner_of(at) : at);
  if (place_type(own) == PlaceType::Chapter) {
    insert_after(part_place(form, own), std::move(chapter));
    return true;
  }
  FormNode* const pages = form.find("/report/pages");
  FormNode* const chapters =
      pages == nullptr || pages->items.empty() ? nullptr : pages->items.back().second.member("chapters");
  if (chapters == nullptr) return false;
  chapters->items.emplace_back(std::string(), std::move(chapter));
  return true;
}

}  // namespace

// Looks for the part that has `after`; if there is none, the field is put after the last part.
bool place_field(FormNode& form, const std::string& pointer, std::string_view type, std::string_view after) {
  std::string at = part_with(form, after);
  if (form.member("report") != nullptr && (at.empty() || at.starts_with("/report/")))
    return place_in_report(form, pointer, type, at);
  if (at.empty()) {
    for (const PartGroup& group : parts_of(form)) {
      if (!group.parts.empty()) at = group.parts.back().at;
    }
  }
  const PlaceType place = place_type(at);
  const PartPlace known = part_place(form, at);
  if (known.list == nullptr) return false;
  if (place == PlaceType::Cell) {
    insert_after(known, question_of(pointer, type));
    return true;
  }
  if (place == PlaceType::Box) {
    insert_after(known, object_of("box", list_of(question_of(pointer, type))));
    return true;
  }
  if (place != PlaceType::Paragraph) return false;
  // A paragraph with lines gets another line; after any other paragraph a new one is added.
  FormNode* const lines = known.item().member("lines");
  if (lines != nullptr) {
    const auto line = std::find_if(lines->items.begin(), lines->items.end(),
                                   [after](const auto& one) { return one.second.text == after; });
    lines->items.insert(line == lines->items.end() ? line : line + 1, {std::string(), FormNode::of_text(pointer)});
    return true;
  }
  FormNode line = object_of("lines", list_of(FormNode::of_text(pointer)));
  // The place of the signature stays last.
  const bool is_signed = known.item().member("sign") != nullptr;
  known.list->items.insert(known.position(is_signed ? 0 : 1), {std::string(), std::move(line)});
  return true;
}

namespace {

/// A sentence without the blanks of a field.
std::string without_blanks(const std::string& words, std::string_view field) {
  std::string text = words;
  const std::vector<Blank> blanks = blanks_of(words);
  // From the last blank to the first, so that positions stay right.
  for (auto blank = blanks.rbegin(); blank != blanks.rend(); ++blank) {
    if (is_within(blank->value, field)) text.erase(blank->begin, blank->end - blank->begin);
  }
  return text;
}

/// Takes the field out of sentences, and out of members without which an object still means something. An object that
/// shows nothing else is removed by its owner.
void take_out_of_words(FormNode& node, std::string_view field) {
  static constexpr std::string_view kOptional[] = {"date", "chair", "or", "of", "text", "stack", "numbers"};
  if (node.is_text() && !node.text.starts_with('/')) {
    node.text = without_blanks(node.text, field);
    return;
  }
  // An object that shows only this field is deleted with it.
  const bool shows_more = node.member("sign") != nullptr || node.member("ask") != nullptr ||
                          node.member("tick") != nullptr || node.member("opinion") != nullptr ||
                          node.member("words") != nullptr || node.member("cells") != nullptr ||
                          node.member("rows") != nullptr || node.member("pages") != nullptr;
  std::erase_if(node.items, [&](const auto& member) {
    const bool is_optional = std::find(std::begin(kOptional), std::end(kOptional), member.first) != std::end(kOptional);
    return shows_more && is_optional && member.second.is_text() && is_within(member.second.text, field);
  });
  for (auto& [name, item] : node.items) take_out_of_words(item, field);
  if (node.is_list()) {
    // A list of pieces: an empty one would be an empty text.
    std::erase_if(node.items, [](const auto& item) { return item.second.is_text() && item.second.text.empty(); });
  }
}

void erase_pointers(FormNode* list, std::string_view field) {
  if (list == nullptr) return;
  std::erase_if(list->items, [field](const auto& item) { return is_within(item.second.text, field); });
}

/// Returns whether a chapter shows only this field, so that it has to be
/// removed.
bool take_out_of_chapter(FormNode& chapter, std::string_view field) {
  for (const std::string_view member : {"text", "ask", "opinion"}) {
    const FormNode* const own = chapter.member(member);
    if (own != nullptr && is_within(own->text, field)) return true;
  }
  for (const std::string_view member : {"texts", "given"}) {
    FormNode* const list = chapter.member(member);
    erase_pointers(list, field);
    if (list != nullptr && list->items.empty()) {
      if (member == "texts") return true;
      chapter.erase("/given");
    }
  }
  // A table of a list or group: it is removed with it, and loses columns with single members.
  const auto is_gone = [field](const FormNode& entries) {
    const std::string own = entries.text_of(entries.member("list") != nullptr ? "list" : "one");
    return is_within(own, field);
  };
  const auto drop_columns = [field](FormNode& entries) {
    const bool has_rows = entries.member("list") != nullptr;
    const std::string own = entries.text_of(has_rows ? "list" : "one") + (has_rows ? "/*/" : "/");
    FormNode* const columns = entries.member("columns");
    if (columns == nullptr) return;
    std::erase_if(columns->items, [&](const auto& one) { return is_within(own + one.second.text_of("of"), field); });
  };
  if (FormNode* const list = chapter.member("list")) {
    drop_columns(*list);
    if (is_gone(*list)) chapter.erase("/list");
  }
  FormNode* const tables = chapter.member("tables");
  if (tables == nullptr) return false;
  for (auto& [name, entries] : tables->items) drop_columns(entries);
  std::erase_if(tables->items, [&](const auto& one) { return is_gone(one.second); });
  if (!tables->items.empty()) return false;
  chapter.erase("/tables");
  return chapter.member("opinion") == nullptr && chapter.member("ask") == nullptr;
}

}  // namespace

// Removes the field from all sentences, boxes and reports; delete_field() handles rows of tables.
void take_out_of_parts(FormNode& form, std::string_view field) {
  FormNode* const paper = form.member("paper");
  for (std::size_t i = 0; paper != nullptr && i < paper->items.size(); ++i) {
    for (const std::string_view part : {"text", "boxes"}) {
      FormNode* const list = paper->items[i].second.member(part);
      if (list == nullptr) continue;
      take_out_of_words(*list, field);
      // A paragraph that consists of the field's blank.
      std::erase_if(list->items, [](const auto& one) {
        const FormNode* const words = one.second.member("words");
        const bool is_empty =
            words != nullptr && (words->is_text() ? words->text.empty() : words->is_list() && words->items.empty());
        return is_empty && one.second.member("sign") == nullptr;
      });
    }
  }
  FormNode* const report = form.member("report");
  if (report == nullptr) return;
  take_out_of_words(*report, field);
  if (FormNode* const date = report->find("/cover/date"); date != nullptr && is_within(date->text, field))
    report->erase("/cover/date");
  if (FormNode* const rows = report->find("/cover/rows")) {
    for (auto& [name, row] : rows->items) erase_pointers(row.member("cells"), field);
    std::erase_if(rows->items, [](const auto& row) {
      const FormNode* const cells = row.second.member("cells");
      return cells == nullptr || cells->items.empty();
    });
  }
  if (FormNode* const pages = report->member("pages")) {
    for (auto& [name, page] : pages->items) {
      if (FormNode* const chapters = page.member("chapters"))
        std::erase_if(chapters->items, [&](auto& one) { return take_out_of_chapter(one.second, field); });
    }
    // A page needs at least one chapter.
    std::erase_if(pages->items, [](const auto& page) {
      const FormNode* const chapters = page.second.member("chapters");
      return chapters == nullptr || chapters->items.empty();
    });
  }
  FormNode* const attachments = report->member("attachments");
  erase_pointers(attachments, field);
  if (attachments != nullptr && attachments->items.empty()) report->erase("/attachments");
}

// Sentences.

namespace {

std::string chinese_title(const FormNode& field) {
  const FormNode* const title = field.member("title");
  return title == nullptr ? std::string() : title->text_of("zh");
}

/// Returns the field with this title, in either language; empty if none or several have it. If two fields have the same
/// title, the pointer stays in the sentence.
std::string field_called(const FormNode& form, const std::string& called) {
  const FormNode* const fields = form.member("fields");
  std::string found;
  for (std::size_t i = 0; fields != nullptr && i < fields->items.size(); ++i) {
    const auto& [pointer, field] = fields->items[i];
    const FormNode* const title = field.member("title");
    if (title == nullptr || (title->text_of("zh") != called && title->text_of("en") != called)) continue;
    if (!found.empty()) return {};
    found = pointer;
  }
  return found;
}

}  // namespace

// For people: `{单位}`; the pointer stays if the title would not lead back to it.
std::string words_with_titles(const FormNode& form, std::string_view words) {
  std::string text(words);
  const std::vector<Blank> blanks = blanks_of(words);
  const FormNode* const fields = form.member("fields");
  for (auto blank = blanks.rbegin(); blank != blanks.rend(); ++blank) {
    const FormNode* const field = fields == nullptr ? nullptr : fields->member(blank->value);
    if (field == nullptr) continue;
    const std::string title = chinese_title(*field);
    const bool is_clear =
        // Braces in a title would end the blank.
        !title.empty() && title.find_first_of("{}") == std::string::npos && field_called(form, title) == blank->value;
    if (is_clear) text.replace(blank->begin, blank->end - blank->begin, "{" + title + "}");
  }
  return text;
}

// For the form: the inverse of words_with_titles().
std::optional<std::string> words_with_pointers(const FormNode& form, std::string_view words, std::string_view before,
                                               std::string& bad) {
  std::string text(words);
  const std::vector<Blank> known = blanks_of(before);
  const std::vector<Blank> blanks = blanks_of(words);
  const FormNode* const fields = form.member("fields");
  const FormNode* const links = form.member("links");
  for (auto blank = blanks.rbegin(); blank != blanks.rend(); ++blank) {
    // `{directives}`, the name of a link, is not a field.
    if (links != nullptr && links->member(blank->value) != nullptr) continue;
    const bool is_pointer = blank->value.starts_with('/');
    const std::string pointer = is_pointer ? blank->value : field_called(form, blank->value);
    const bool is_closed = words.substr(blank->begin, blank->end - blank->begin).ends_with('}');
    if (!is_closed || fields == nullptr || fields->member(pointer) == nullptr) {
      bad = blank->value;
      return std::nullopt;
    }
    // A text keeps its name, so that programs still find it.
    const auto same = std::find_if(known.begin(), known.end(), [&](const Blank& one) { return one.value == pointer; });
    const std::string name = !blank->name.empty() ? blank->name : same == known.end() ? std::string() : same->name;
    text.replace(blank->begin, blank->end - blank->begin, "{" + name + (name.empty() ? "" : "=") + pointer + "}");
  }
  return text;
}

}  // namespace gongwen::service
