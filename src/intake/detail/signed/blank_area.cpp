#include "intake/detail/signed/blank_area.h"

#include "intake/detail/limits.h"
#include "intake/detail/pdf_tokens.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace gongwen::intake {
namespace {

/// Thrown where a page draws in a way that is not followed here.
struct NotFollowed {};

constexpr double kEverywhere = std::numeric_limits<double>::infinity();

bool do_overlap(const DrawnArea& one, const DrawnArea& other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

/// `a b c d e f` of ISO 32000-1, 8.3.3.
using Transform = std::array<double, 6>;

Transform chained(const Transform& first, const Transform& then) {
  return {first[0] * then[0] + first[1] * then[2],           first[0] * then[1] + first[1] * then[3],
          first[2] * then[0] + first[3] * then[2],           first[2] * then[1] + first[3] * then[3],
          first[4] * then[0] + first[5] * then[2] + then[4], first[4] * then[1] + first[5] * then[3] + then[5]};
}

/// Points that are drawn, gathered into the rectangle around them.
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
      is_hit_ = true;  // it fills all that is not clipped
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
      // Corners of lines reach further than lines are wide.
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

  /// From where the line starts to the end of the page: how long the text is takes its font to know.
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

  /// What the last operand names.
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

/// Fonts whose text goes down, or whose glyphs may be of any size.
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

}  // namespace

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
    // Signs stay upright on a page that is turned.
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

}  // namespace gongwen::intake
