#include "intake/detail/signed/annotation_changes.h"

#include "intake/detail/limits.h"
#include "intake/detail/pdf_content.h"
#include "intake/detail/signed/revision.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <optional>

// Compares the annotations of a page in two revisions. A new annotation may hide or add text, so its effect consists of
// what viewers draw for it, with or without an appearance, and of what its actions do (ISO 32000-2, 12.5 and 12.6).
// BareSpace interprets the page only as far as needed to tell whether a rectangle is empty.
namespace gongwen::intake {

namespace {

// Whether a page shows nothing in a rectangle, judged by its operators: in such a place the sign of a note hides
// nothing.

/// Left, bottom, right, top, in the space of the page.
using DrawnArea = std::array<double, 4>;

/// The corners of a Rect in order; nullopt unless it has four numbers.
std::optional<DrawnArea> read_area(const Revision& revision, const Placed& rect);

/// `page` is the number of the page's object. False if there is, or may be, something: the rest of the line after a
/// text, the whole area of a form, a picture or a path, and every annotation count as shown.
bool is_blank_area(const Revision& revision, int page, const DrawnArea& area);

/// Thrown if a page draws in a way that is not supported here.
struct NotFollowed {};

constexpr double kEverywhere = std::numeric_limits<double>::infinity();

bool do_overlap(const DrawnArea& one, const DrawnArea& other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

/// `a b c d e f` of ISO 32000-2, 8.3.3.
using Transform = std::array<double, 6>;

Transform chained(const Transform& first, const Transform& then) {
  return {first[0] * then[0] + first[1] * then[2],           first[0] * then[1] + first[1] * then[3],
          first[2] * then[0] + first[3] * then[2],           first[2] * then[1] + first[3] * then[3],
          first[4] * then[0] + first[5] * then[2] + then[4], first[4] * then[1] + first[5] * then[3] + then[5]};
}

/// Collects drawn points into the rectangle around them.
struct Extent {
  DrawnArea area = {kEverywhere, kEverywhere, -kEverywhere, -kEverywhere};

  void add(const Transform& to_page, double x, double y) {
    const double px = to_page[0] * x + to_page[2] * y + to_page[4];
    const double py = to_page[1] * x + to_page[3] * y + to_page[5];
    area = {std::min(area[0], px), std::min(area[1], py), std::max(area[2], px), std::max(area[3], py)};
  }
  void add_box(const Transform& to_page, double left, double bottom, double right, double top) {
    for (const double x : {left, right}) {
      for (const double y : {bottom, top}) add(to_page, x, y);
    }
  }
};

class AreaScan {
 public:
  AreaScan(const Revision& revision, const Placed& resources, const DrawnArea& area)
      : revision_(revision), resources_(resources), area_(area) {}

  bool is_blank(std::string_view content) {
    TokenReader tokens(content);
    for (Token token = tokens.next(); token.kind != TokenKind::End; token = tokens.next()) {
      if (token.kind != TokenKind::Word || is_number(token.text)) {
        operands_.push_back(token);
        continue;
      }
      perform(token.text, tokens);
      operands_.clear();
      if (is_hit_) return false;
    }
    return true;
  }

 private:
  struct State {
    Transform to_page = {1, 0, 0, 1, 0, 0};
    double line_width = 1;
    double size = 0;
    double leading = 0;
    double rise = 0;
  };

  static bool is_number(std::string_view word) {
    return word.find_first_not_of("+-.0123456789") == std::string_view::npos;
  }

  /// The number `from_last` places before the operator, 1 for the last.
  double number(std::size_t from_last) const {
    if (from_last > operands_.size()) throw NotFollowed();
    const Token& token = operands_[operands_.size() - from_last];
    if (token.kind != TokenKind::Word || !is_number(token.text)) throw NotFollowed();
    return std::strtod(std::string(token.text).c_str(), nullptr);
  }
  Transform transform() const { return {number(6), number(5), number(4), number(3), number(2), number(1)}; }

  void perform(std::string_view name, TokenReader& tokens) {
    if (name == "q") {
      saved_.push_back(state_);
    } else if (name == "Q") {
      if (saved_.empty()) throw NotFollowed();
      state_ = saved_.back();
      saved_.pop_back();
    } else if (name == "cm") {
      state_.to_page = chained(transform(), state_.to_page);
    } else if (name == "w") {
      state_.line_width = number(1);
    } else if (name == "sh") {
      is_hit_ = true;  // it fills everything that is not clipped
    } else if (name == "gs") {
      const Placed state = resource("/ExtGState");
      if (!revision_.member(state, "/Font").is_missing() || !revision_.member(state, "/LW").is_missing())
        throw NotFollowed();
    } else if (name == "Do") {
      draw_object();
    } else if (name == "ID") {
      tokens.skip_image();
      draw_box({0, 0, 1, 1});
    } else if (!perform_path(name)) {
      perform_text(name);
    }
  }

  bool perform_path(std::string_view name) {
    const std::size_t points = name == "m" || name == "l" ? 1 : name == "v" || name == "y" ? 2 : name == "c" ? 3 : 0;
    for (std::size_t i = 0; i < points; ++i)
      path_.add(state_.to_page, number(2 * (points - i)), number(2 * (points - i) - 1));
    if (points > 0) return true;
    if (name == "re") {
      path_.add_box(state_.to_page, number(4), number(3), number(4) + number(2), number(3) + number(1));
      return true;
    }
    constexpr std::string_view kPainting[] = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"};
    if (std::find(std::begin(kPainting), std::end(kPainting), name) != std::end(kPainting)) {
      // Mitred corners reach further than half the width of the line.
      constexpr double kMiter = 5;
      const double scale = std::max(std::abs(state_.to_page[0]) + std::abs(state_.to_page[1]),
                                    std::abs(state_.to_page[2]) + std::abs(state_.to_page[3]));
      hit(path_.area, std::max(1.0, state_.line_width * scale * kMiter));
      path_ = {};
      return true;
    }
    if (name == "n") path_ = {};
    return name == "n" || name == "h" || name == "W" || name == "W*";
  }

  void perform_text(std::string_view name) {
    if (name == "BT") {
      line_ = {1, 0, 0, 1, 0, 0};
    } else if (name == "Tf") {
      state_.size = number(1);
    } else if (name == "TL") {
      state_.leading = number(1);
    } else if (name == "Ts") {
      state_.rise = number(1);
    } else if (name == "Tm") {
      line_ = transform();
    } else if (name == "Td" || name == "TD") {
      if (name == "TD") state_.leading = -number(1);
      line_ = chained({1, 0, 0, 1, number(2), number(1)}, line_);
    } else if (name == "T*" || name == "'" || name == "\"") {
      line_ = chained({1, 0, 0, 1, 0, -state_.leading}, line_);
    }
    if (name == "Tj" || name == "TJ" || name == "'" || name == "\"") show();
  }

  /// From the start of the line to the edge of the page: the length of a text would need its font.
  void show() {
    const Transform to_page = chained(line_, state_.to_page);
    if (std::abs(to_page[1]) > 1e-6 || std::abs(to_page[2]) > 1e-6) throw NotFollowed();
    const double height = std::abs(state_.size * to_page[3]);
    const double baseline = to_page[5] + state_.rise * to_page[3];
    const double overhang = std::abs(state_.size * to_page[0]) / 4;
    const bool is_forward = state_.size * to_page[0] >= 0;
    const bool is_upright = state_.size * to_page[3] >= 0;
    const double above = height * (is_upright ? 1.2 : 0.5);
    const double below = height * (is_upright ? 0.5 : 1.2);
    hit({is_forward ? to_page[4] - overhang : -kEverywhere, baseline - below,
         is_forward ? kEverywhere : to_page[4] + overhang, baseline + above},
        0);
  }

  /// The resource named by the last operand.
  Placed resource(const PdfKey& kind) const {
    if (operands_.empty() || operands_.back().kind != TokenKind::Name) throw NotFollowed();
    const std::string name = "/" + std::string(operands_.back().text);
    return revision_.member(revision_.member(resources_, kind), PdfKey(name));
  }

  void draw_object() {
    const Placed object = resource("/XObject");
    const std::string subtype = name_of(revision_.member(object, "/Subtype"));
    if (subtype == "Image") return draw_box({0, 0, 1, 1});
    const std::optional<DrawnArea> box = read_area(revision_, revision_.member(object, "/BBox"));
    if (subtype != "Form" || !box) throw NotFollowed();
    const State outside = state_;
    const auto& matrix = items_of(revision_.member(object, "/Matrix"));
    if (matrix.size() == 6) {
      Transform own{};
      for (std::size_t i = 0; i < own.size(); ++i)
        own[i] = std::strtod(std::string(revision_.follow(matrix[i], object.id).value->text).c_str(), nullptr);
      state_.to_page = chained(own, state_.to_page);
    }
    draw_box(*box);
    state_ = outside;
  }

  void draw_box(const DrawnArea& box) {
    Extent extent;
    extent.add_box(state_.to_page, box[0], box[1], box[2], box[3]);
    hit(extent.area, 0);
  }

  void hit(DrawnArea drawn, double around) {
    drawn = {drawn[0] - around, drawn[1] - around, drawn[2] + around, drawn[3] + around};
    is_hit_ = is_hit_ || do_overlap(drawn, area_);
  }

  const Revision& revision_;
  const Placed& resources_;
  DrawnArea area_;
  std::vector<Token> operands_;
  State state_;
  std::vector<State> saved_;
  Transform line_ = {1, 0, 0, 1, 0, 0};
  Extent path_;
  bool is_hit_ = false;
};

std::string contents_of(const Revision& revision, const Placed& contents) {
  constexpr std::size_t kMost = std::size_t{16} << 20;
  std::string content;
  const auto add = [&](int id) {
    const auto bytes = revision.stream_bytes(id, kMost - std::min(kMost, content.size()));
    if (!bytes) throw NotFollowed();
    content += *bytes + "\n";
  };
  if (contents.is(ot_stream)) add(contents.id);
  for (const PlainValue& item : items_of(contents)) add(revision.follow(item, contents.id).id);
  return content;
}

/// Fonts for vertical text, or with glyphs of any size.
bool has_odd_font(const Revision& revision, const Placed& resources) {
  const Placed fonts = revision.member(resources, "/Font");
  return std::any_of(fonts.value->members.begin(), fonts.value->members.end(), [&](const PlainMember& member) {
    const Placed font = revision.follow(member.value, fonts.id);
    const Placed encoding = revision.member(font, "/Encoding");
    const bool is_across = encoding.is_missing() || (encoding.is(ot_name) && !name_of(encoding).ends_with('V')) ||
                           (encoding.is(ot_dictionary) && name_of(revision.member(font, "/Subtype")) != "Type0");
    return !is_across || name_of(revision.member(font, "/Subtype")) == "Type3";
  });
}

std::optional<DrawnArea> read_area(const Revision& revision, const Placed& rect) {
  const auto& corners = items_of(rect);
  if (corners.size() != 4) return std::nullopt;
  std::array<double, 4> at{};
  for (std::size_t i = 0; i < at.size(); ++i) {
    const PlainValue& number = *revision.follow(corners[i], rect.id).value;
    if (number.type != ot_integer && number.type != ot_real) return std::nullopt;
    at[i] = std::strtod(std::string(number.text).c_str(), nullptr);
  }
  return DrawnArea{std::min(at[0], at[2]), std::min(at[1], at[3]), std::max(at[0], at[2]), std::max(at[1], at[3])};
}

bool is_blank_area(const Revision& revision, int page, const DrawnArea& area) {
  try {
    const Placed resources = revision.page_entry(page, "/Resources");
    // Signs stay upright on rotated pages.
    if (integer_of(revision.page_entry(page, "/Rotate")).value_or(0) != 0) return false;
    if (has_odd_font(revision, resources)) return false;
    const std::string content = contents_of(revision, revision.page_entry(page, "/Contents"));
    if (!AreaScan(revision, resources, area).is_blank(content)) return false;
  } catch (const NotFollowed&) {
    return false;
  }
  const Placed list = revision.page_entry(page, "/Annots");
  return std::none_of(items_of(list).begin(), items_of(list).end(), [&](const PlainValue& item) {
    const Placed annotation = revision.follow(item, list.id);
    const std::optional<DrawnArea> taken = read_area(revision, revision.member(annotation, "/Rect"));
    return !taken || do_overlap(*taken, area);
  });
}

/// The number of chained actions (Next) that are followed; a longer chain counts as an effect.
constexpr int kMaxActions = 20;

ActionEffect effect_of_action(const Revision& revision, const Placed& action, int depth) {
  if (action.is_missing()) return {};
  // Not an action by its type, but programs may run it as one.
  if (!action.is(ot_dictionary)) return {Effect::Shows};
  const std::string kind = name_of(revision.member(action, "/S"));
  ActionEffect effect;
  if (kind == "URI") {
    effect = {Effect::Shows, kind};
  } else if (kind != "GoTo") {
    effect = {Effect::Acts, kind};
  }
  const Placed next = revision.member(action, "/Next");
  if (next.is_missing()) return effect;
  if (depth >= kMaxActions) return {Effect::Acts, kind};
  if (!next.is(ot_array)) {
    effect.add(effect_of_action(revision, next, depth + 1));
    return effect;
  }
  if (items_of(next).size() > kMaxActions) return {Effect::Acts, kind};
  for (const PlainValue& item : items_of(next)) {
    effect.add(effect_of_action(revision, revision.follow(item, next.id), depth + 1));
  }
  return effect;
}

std::optional<double> measure_of(const Placed& value) {
  if (!value.is(ot_integer) && !value.is(ot_real)) return std::nullopt;
  return std::strtod(std::string(value.value->text).c_str(), nullptr);
}

/// Of a link: the widths that BS and Border state, since viewers differ in which they prefer; one point without either
/// (12.5.4). Nothing for an entry without a width.
std::optional<double> border_width(const Revision& revision, const Placed& annotation) {
  std::optional<double> width;
  if (const Placed style = revision.member(annotation, "/BS"); !style.is_missing()) {
    const Placed own = revision.member(style, "/W");
    width = own.is_missing() && style.is(ot_dictionary) ? std::optional(1.0) : measure_of(own);
    if (!width) return std::nullopt;
  }
  if (const Placed border = revision.member(annotation, "/Border"); !border.is_missing()) {
    const auto numbers = items_of(border);
    const auto own = numbers.size() < 3 ? std::nullopt : measure_of(revision.follow(numbers[2], border.id));
    if (!own || *own < 0) return std::nullopt;
    width = std::max(width.value_or(0), *own);
  }
  return width.value_or(1);
}

/// Whether the border may cover something: anything but no border, or a thin black one with room inside, as links have
/// by default.
bool has_covering_border(const Revision& revision, const Placed& annotation) {
  constexpr double kThin = 1;
  constexpr double kLeastSide = 6;
  const std::optional<double> width = border_width(revision, annotation);
  if (!width || *width < 0 || *width > kThin) return true;
  if (*width == 0) return false;
  const std::optional<DrawnArea> area = read_area(revision, revision.member(annotation, "/Rect"));
  return !revision.member(annotation, "/C").is_missing() || !area || (*area)[2] - (*area)[0] < kLeastSide ||
         (*area)[3] - (*area)[1] < kLeastSide;
}

}  // namespace

void ActionEffect::add(const ActionEffect& other) {
  if (other.effect > effect) *this = other;
}

ActionEffect effect_of_actions(const Revision& revision, const Placed& annotation) {
  ActionEffect effect = effect_of_action(revision, revision.member(annotation, "/A"), 0);
  effect.add(effect_of_action(revision, revision.member(annotation, "/PA"), 0));
  const Placed triggers = revision.member(annotation, "/AA");
  if (triggers.is_missing()) return effect;
  // Anything that happens without a click has an effect.
  effect.add({Effect::Shows});
  for (const PlainMember& trigger : triggers.value->members) {
    effect.add(effect_of_action(revision, revision.follow(trigger.value, triggers.id), 0));
  }
  return effect;
}

bool is_drawn(const Revision& revision, const Placed& annotation) {
  if (!annotation.is(ot_dictionary)) return annotation.is(ot_stream);
  if (!revision.member(annotation, "/AP").is_missing()) return true;
  const std::string subtype = name_of(revision.member(annotation, "/Subtype"));
  if (subtype == "Link") return has_covering_border(revision, annotation);
  return subtype != "Popup";
}

// Annotations of two revisions.

namespace {

/// Entries that no viewer draws: words about the annotation, its author and time, what it answers, its place in the
/// structure.
constexpr std::array<std::string_view, 16> kUnseenEntries = {
    "/Type", "/P",  "/Parent", "/StructParent", "/M",    "/NM",           "/T",     "/Subj",
    "/IRT",  "/RT", "/State",  "/StateModel",   "/Lang", "/CreationDate", "/Popup", "/Open"};

bool is_unseen_entry(std::string_view key, std::string_view subtype) {
  if (std::find(kUnseenEntries.begin(), kUnseenEntries.end(), key) != kUnseenEntries.end()) return true;
  return (key == "/Contents" || key == "/RC") && subtype != "FreeText";
}

bool is_action_entry(std::string_view key) { return key == "/A" || key == "/AA" || key == "/PA"; }

using Numbers = std::vector<int>;

bool has(const Numbers& list, int id) { return std::find(list.begin(), list.end(), id) != list.end(); }

/// Items of the first list that the second has as well, each once, in order.
Numbers shared_order(const Numbers& list, const Numbers& other) {
  Numbers shared;
  for (const int id : list) {
    if (id != 0 && has(other, id) && !has(shared, id)) shared.push_back(id);
  }
  return shared;
}

/// Compares annotations that are not fields, and the pages on which fields are.
class AnnotationComparison {
 public:
  AnnotationComparison(Comparison& comparison, Changes& changes) : comparison_(comparison), changes_(changes) {}

  void run() {
    const auto& before = old().form.annotations;
    const auto& after = now().form.annotations;
    for (std::size_t page = 0; page < std::max(before.size(), after.size()); ++page) {
      page_ = page;
      compare_page(page < before.size() ? before[page] : Numbers(), page < after.size() ? after[page] : Numbers());
    }
  }

 private:
  const ReadRevision& old() const { return comparison_.old(); }
  const ReadRevision& now() const { return comparison_.now(); }

  void compare_page(const Numbers& before, const Numbers& after) {
    for (const int id : after) {
      if (id == 0) continue;
      const bool is_new = !has(before, id);
      if (now().form.objects.contains(id)) {
        if (is_new && old().form.objects.contains(id)) add_moved_field(id);
      } else if (is_new) {
        add_new(object_at(now().objects, id));
      } else {
        compare(object_at(old().objects, id), object_at(now().objects, id));
      }
    }
    for (const int id : before) {
      if (id == 0 || has(after, id)) continue;
      if (!old().form.objects.contains(id)) {
        add_removed(object_at(old().objects, id));
      } else if (now().form.objects.contains(id)) {
        add_moved_field(id);
      }
    }
    // Later ones are drawn over earlier ones.
    if (shared_order(before, after) != shared_order(after, before)) {
      add(ChangeKind::AnnotationChanged, 0, "Annots", Effect::Shows);
    }
    compare_direct();
  }

  /// Compares annotations without a number, in their order.
  void compare_direct() {
    const std::vector<Placed> before = direct_annotations(old());
    const std::vector<Placed> after = direct_annotations(now());
    const std::size_t common = std::min(before.size(), after.size());
    for (std::size_t i = 0; i < common; ++i) compare(before[i], after[i]);
    for (std::size_t i = common; i < after.size(); ++i) add_new(after[i]);
    for (std::size_t i = common; i < before.size(); ++i) add_removed(before[i]);
  }

  std::vector<Placed> direct_annotations(const ReadRevision& revision) const {
    std::vector<Placed> found;
    if (page_ >= revision.objects.pages().size()) return found;
    const Placed page = object_at(revision.objects, revision.objects.pages()[page_]);
    const Placed list = revision.objects.member(page, "/Annots");
    for (const PlainValue& item : items_of(list)) {
      if (!item.is_reference) found.push_back({&item, list.id});
    }
    return found;
  }

  static Effect effect_of_drawing(const Revision& revision, const Placed& annotation) {
    return is_drawn(revision, annotation) && !is_hidden(revision, annotation) ? Effect::Shows : Effect::None;
  }

  void add_new(const Placed& annotation) {
    ActionEffect effect = effect_of_actions(now().objects, annotation);
    if (!is_note_beside(annotation)) effect.add({effect_of_drawing(now().objects, annotation)});
    add(ChangeKind::AnnotationAdded, annotation.id, words_of_annotation(now().objects, annotation, effect),
        effect.effect);
  }

  /// A note whose sign is where the page shows nothing: viewers draw it at the upper left corner, whatever the extent.
  bool is_note_beside(const Placed& note) const {
    constexpr double kSign = 24;
    constexpr double kAround = 2;
    const Revision& revision = now().objects;
    if (name_of(revision.member(note, "/Subtype")) != "Text" || !revision.member(note, "/AP").is_missing())
      return false;
    const std::optional<DrawnArea> area = read_area(revision, revision.member(note, "/Rect"));
    if (!area || page_ >= old().objects.pages().size()) return false;
    const DrawnArea taken = {(*area)[0] - kAround, std::min((*area)[1], (*area)[3] - kSign) - kAround,
                             std::max((*area)[2], (*area)[0] + kSign) + kAround, (*area)[3] + kAround};
    return is_blank_area(old().objects, old().objects.pages()[page_], taken);
  }

  void add_removed(const Placed& annotation) {
    add(ChangeKind::AnnotationRemoved, annotation.id, words_of_annotation(old().objects, annotation, {}),
        effect_of_drawing(old().objects, annotation));
  }

  void compare(const Placed& was, const Placed& is) {
    const std::string subtype = name_of(now().objects.member(is, "/Subtype"));
    bool is_changed = was.value->type != is.value->type;
    ActionEffect effect;
    for (const std::string& key : keys_of_both(was, is)) {
      if (!comparison_.key_differs(was, is, key)) continue;
      // Its time, its name, its place in the structure: entries that say nothing about the annotation itself.
      is_changed = is_changed || !(key == "/M" || key == "/NM" || key == "/Parent" || key == "/StructParent" ||
                                   key == "/P" || key == "/Type");
      if (is_action_entry(key)) {
        effect.add(effect_of_actions(now().objects, is));
      } else if (!is_unseen_entry(key, subtype)) {
        effect.add({effect_of_drawing(old().objects, was)});
        effect.add({effect_of_drawing(now().objects, is)});
      }
    }
    if (is_changed)
      add(ChangeKind::AnnotationChanged, is.id, words_of_annotation(now().objects, is, effect), effect.effect);
  }

  static std::string words_of_annotation(const Revision& revision, const Placed& annotation,
                                         const ActionEffect& effect) {
    std::string words = name_of(revision.member(annotation, "/Subtype"));
    if (!effect.name.empty()) words += (words.empty() ? "" : ", ") + effect.name;
    return words.empty() ? "?" : words;
  }

  /// Whether a widget was on this page or another one and has moved.
  void add_moved_field(int id) {
    const auto& fields = now().form.fields;
    const auto found = std::find_if(fields.begin(), fields.end(), [id](const auto& one) {
      return one.second.id == id || has(one.second.widgets, id);
    });
    const bool is_signature = found != fields.end() && found->second.type == "Sig";
    FileChange change{is_signature ? ChangeKind::SignatureFieldChanged : ChangeKind::FieldChanged, page_ + 1};
    if (found != fields.end()) change.field = found->second.name;
    change.object = id;
    change.detail = "Annots";
    changes_.push_back(std::move(change));
  }

  void add(ChangeKind kind, int object, std::string detail, Effect effect) {
    FileChange change{kind, page_ + 1};
    change.object = object;
    change.detail = std::move(detail);
    change.effect = effect;
    changes_.push_back(std::move(change));
  }

  Comparison& comparison_;
  Changes& changes_;
  std::size_t page_ = 0;
};

}  // namespace

void compare_annotations(Comparison& comparison, Changes& changes) { AnnotationComparison(comparison, changes).run(); }

}  // namespace gongwen::intake
