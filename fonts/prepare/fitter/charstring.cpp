// Type 2 charstrings (Adobe Technical Note 5177).
#include "charstring.h"

#include <cstdint>
#include <span>

namespace fitter {
namespace {

constexpr std::size_t kMostOperands = 513;
constexpr int kDeepestCall = 10;
/// Subroutines that call each other may take time without end.
constexpr std::size_t kMostOperators = 200'000;

enum Operator : unsigned {
  kHStem = 1,
  kVStem = 3,
  kVMoveTo = 4,
  kRLineTo = 5,
  kHLineTo = 6,
  kVLineTo = 7,
  kRRCurveTo = 8,
  kCallSubr = 10,
  kReturn = 11,
  kEscape = 12,
  kEndChar = 14,
  kHStemHm = 18,
  kHintMask = 19,
  kCntrMask = 20,
  kRMoveTo = 21,
  kHMoveTo = 22,
  kVStemHm = 23,
  kRCurveLine = 24,
  kRLineCurve = 25,
  kVVCurveTo = 26,
  kHHCurveTo = 27,
  kShortInt = 28,
  kCallGSubr = 29,
  kVHCurveTo = 30,
  kHVCurveTo = 31,
  kHFlex = 12 << 8 | 34,
  kFlex = 12 << 8 | 35,
  kHFlex1 = 12 << 8 | 36,
  kFlex1 = 12 << 8 | 37,
};

class Interpreter {
 public:
  Interpreter(const Index& global, const Index& local) : global_(global), local_(local) {}

  std::vector<Contour> draw(Bytes program) {
    run(program, 0);
    return builder_.take();
  }

 private:
  using Operands = std::span<const double>;

  /// Returns: whether the glyph has ended.
  bool run(Bytes program, int depth);
  bool call(const Index& subroutines, int depth);
  bool end() const;
  void execute(unsigned operation);
  std::size_t read_number(Bytes program, std::size_t at);
  void push(double number);

  void take_hints() {
    hints_ += operands_.size() / 2;
    operands_.clear();
  }

  void move(std::size_t count, bool horizontal);
  void line(double dx, double dy) { builder_.line_to(builder_.here() + Point{dx, dy}); }
  void curve(double dx1, double dy1, double dx2, double dy2, double dx3, double dy3) {
    const Point one = builder_.here() + Point{dx1, dy1};
    const Point two = one + Point{dx2, dy2};
    builder_.curve_to(one, two, two + Point{dx3, dy3});
  }

  void lines(Operands o) {
    for (std::size_t i = 0; i + 2 <= o.size(); i += 2) line(o[i], o[i + 1]);
  }
  void curves(Operands o) {
    for (std::size_t i = 0; i + 6 <= o.size(); i += 6) curve(o[i], o[i + 1], o[i + 2], o[i + 3], o[i + 4], o[i + 5]);
  }
  void alternating_lines(Operands o, bool horizontal);
  void alternating_curves(Operands o, bool horizontal);
  void curves_along(Operands o, bool horizontal);
  void flex(Operands o, unsigned operation);

  const Index& global_;
  const Index& local_;
  ContourBuilder builder_;
  std::vector<double> operands_;
  std::size_t hints_ = 0;
  std::size_t steps_ = 0;
};

bool Interpreter::run(Bytes program, int depth) {
  if (depth > kDeepestCall) throw BadOutline("calls subroutines too deeply");
  for (std::size_t at = 0; at < program.size();) {
    unsigned operation = program.u8(at);
    if (operation >= 32 || operation == kShortInt) {
      at = read_number(program, at);
      continue;
    }
    ++at;
    if (++steps_ > kMostOperators) throw BadOutline("takes too many steps to draw");
    if (operation == kReturn) return false;
    if (operation == kEndChar) return end();
    if (operation == kCallSubr || operation == kCallGSubr) {
      if (call(operation == kCallSubr ? local_ : global_, depth)) return true;
      continue;
    }
    if (operation == kEscape) operation = kEscape << 8 | program.u8(at++);
    execute(operation);
    if (operation == kHintMask || operation == kCntrMask) at += (hints_ + 7) / 8;
  }
  return false;
}

/// Four operands, and the width, ask for two other glyphs (appendix C).
bool Interpreter::end() const {
  if (operands_.size() >= 4) throw BadOutline("is made of two other glyphs, which is not supported");
  return true;
}

bool Interpreter::call(const Index& subroutines, int depth) {
  if (operands_.empty()) throw BadOutline("calls a subroutine without a number");
  const int bias = subroutines.size() < 1240 ? 107 : subroutines.size() < 33900 ? 1131 : 32768;
  const double number = operands_.back() + bias;
  operands_.pop_back();
  if (number < 0) throw BadOutline("calls a subroutine that is not there");
  return run(subroutines.at(static_cast<std::size_t>(number)), depth + 1);
}

std::size_t Interpreter::read_number(Bytes program, std::size_t at) {
  const unsigned first = program.u8(at);
  if (first == kShortInt) return push(program.i16(at + 1)), at + 3;
  if (first <= 246) return push(static_cast<int>(first) - 139), at + 1;
  if (first <= 250) return push((first - 247) * 256 + program.u8(at + 1) + 108), at + 2;
  if (first <= 254) return push(-static_cast<double>((first - 251) * 256 + program.u8(at + 1) + 108)), at + 2;
  return push(static_cast<std::int32_t>(program.u32(at + 1)) / 65536.0), at + 5;
}

void Interpreter::push(double number) {
  if (operands_.size() == kMostOperands) throw BadOutline("has too many operands");
  operands_.push_back(number);
}

void Interpreter::execute(unsigned operation) {
  const Operands all = operands_;
  switch (operation) {
    case kHStem:
    case kVStem:
    case kHStemHm:
    case kVStemHm:
    case kHintMask:
    case kCntrMask: take_hints(); return;
    case kRMoveTo: move(2, true); break;
    case kHMoveTo:
    case kVMoveTo: move(1, operation == kHMoveTo); break;
    case kRLineTo: lines(all); break;
    case kHLineTo:
    case kVLineTo: alternating_lines(all, operation == kHLineTo); break;
    case kRRCurveTo: curves(all); break;
    case kRCurveLine:
      if (all.size() < 2) throw BadOutline("has too few operands");
      curves(all.first(all.size() - 2));
      lines(all.last(2));
      break;
    case kRLineCurve:
      if (all.size() < 6) throw BadOutline("has too few operands");
      lines(all.first(all.size() - 6));
      curves(all.last(6));
      break;
    case kHHCurveTo:
    case kVVCurveTo: curves_along(all, operation == kHHCurveTo); break;
    case kHVCurveTo:
    case kVHCurveTo: alternating_curves(all, operation == kHVCurveTo); break;
    case kHFlex:
    case kFlex:
    case kHFlex1:
    case kFlex1: flex(all, operation); break;
    default: throw BadOutline("uses operator " + std::to_string(operation) + ", which is not supported");
  }
  operands_.clear();
}

/// The first move may have the width before its operands.
void Interpreter::move(std::size_t count, bool horizontal) {
  if (operands_.size() < count) throw BadOutline("has a move without a place");
  const double last = operands_.back();
  const Point by = count == 2   ? Point{operands_[operands_.size() - 2], last}
                   : horizontal ? Point{last, 0}
                                : Point{0, last};
  builder_.move_to(builder_.here() + by);
}

void Interpreter::alternating_lines(Operands o, bool horizontal) {
  for (const double by : o) {
    horizontal ? line(by, 0) : line(0, by);
    horizontal = !horizontal;
  }
}

/// Curves that set out and arrive along the axes, in turn; the last may end with a fifth operand.
void Interpreter::alternating_curves(Operands o, bool horizontal) {
  while (o.size() >= 4) {
    const double last = o.size() == 5 ? o[4] : 0;
    if (horizontal) {
      curve(o[0], 0, o[1], o[2], last, o[3]);
    } else {
      curve(0, o[0], o[1], o[2], o[3], last);
    }
    horizontal = !horizontal;
    o = o.subspan(4);
  }
}

/// Curves that set out and arrive along the same axis; the first may have an operand more.
void Interpreter::curves_along(Operands o, bool horizontal) {
  double across = 0;
  if (o.size() % 2 == 1) {
    across = o[0];
    o = o.subspan(1);
  }
  for (; o.size() >= 4; o = o.subspan(4)) {
    if (horizontal) {
      curve(o[0], across, o[1], o[2], o[3], 0);
    } else {
      curve(across, o[0], o[1], o[2], 0, o[3]);
    }
    across = 0;
  }
}

/// Two curves that lie nearly along a line (section 4.1).
void Interpreter::flex(Operands o, unsigned operation) {
  const std::size_t least = operation == kHFlex ? 7 : operation == kFlex ? 12 : operation == kHFlex1 ? 9 : 11;
  if (o.size() < least) throw BadOutline("has too few operands");
  if (operation == kHFlex) {
    curve(o[0], 0, o[1], o[2], o[3], 0);
    curve(o[4], 0, o[5], -o[2], o[6], 0);
  } else if (operation == kFlex) {
    curves(o.first(12));
  } else if (operation == kHFlex1) {
    curve(o[0], o[1], o[2], o[3], o[4], 0);
    curve(o[5], 0, o[6], o[7], o[8], -(o[1] + o[3] + o[7]));
  } else {
    const double dx = o[0] + o[2] + o[4] + o[6] + o[8];
    const double dy = o[1] + o[3] + o[5] + o[7] + o[9];
    const bool flat = std::abs(dx) > std::abs(dy);
    curves(o.first(6));
    curve(o[6], o[7], o[8], o[9], flat ? o[10] : -dx, flat ? -dy : o[10]);
  }
}

}  // namespace

std::vector<Contour> draw_charstring(Bytes program, const Index& global, const Index& local) {
  return Interpreter(global, local).draw(program);
}

}  // namespace fitter
