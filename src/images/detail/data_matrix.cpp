#include "images/detail/data_matrix.h"

#include "base/path.h"
#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace gongwen::images {
namespace {

using Codewords = std::vector<std::uint8_t>;

/// A row of table 7 of the standard. The largest size is left out: programs disagree on the order of its codewords.
struct Symbol {
  int side;     // in modules, with the borders of the regions
  int regions;  // on a side
  int data;     // codewords
  int checks;   // codewords
  int blocks;   // in which codewords are checked
};
constexpr std::array<Symbol, 23> kSymbols{
    {{10, 1, 3, 5, 1},      {12, 1, 5, 7, 1},       {14, 1, 8, 10, 1},     {16, 1, 12, 12, 1},   {18, 1, 18, 14, 1},
     {20, 1, 22, 18, 1},    {22, 1, 30, 20, 1},     {24, 1, 36, 24, 1},    {26, 1, 44, 28, 1},   {32, 2, 62, 36, 1},
     {36, 2, 86, 42, 1},    {40, 2, 114, 48, 1},    {44, 2, 144, 56, 1},   {48, 2, 174, 68, 1},  {52, 2, 204, 84, 2},
     {64, 4, 280, 112, 2},  {72, 4, 368, 144, 4},   {80, 4, 456, 192, 4},  {88, 4, 576, 224, 4}, {96, 4, 696, 272, 4},
     {104, 4, 816, 336, 6}, {120, 6, 1050, 408, 6}, {132, 6, 1304, 496, 8}}};

// Codewords of the text (section 5.2).

constexpr std::uint8_t kPad = 129;
constexpr std::uint8_t kFirstPair = 130;
constexpr std::uint8_t kToBytes = 231;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
}

Codewords ascii_codewords(std::string_view text) {
  Codewords made;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at + 1 < text.size() && base::is_ascii_digit(text[at]) && base::is_ascii_digit(text[at + 1])) {
      made.push_back(static_cast<std::uint8_t>(kFirstPair + (text[at] - '0') * 10 + text[at + 1] - '0'));
      ++at;
    } else {
      made.push_back(static_cast<std::uint8_t>(text[at] + 1));
    }
  }
  return made;
}

/// Annex B.2: bytes are changed by their place, so that equal ones form no patterns.
Codewords byte_codewords(std::string_view text) {
  constexpr std::size_t kShort = 250;
  Codewords made{kToBytes};
  const auto add = [&](std::size_t value) {
    made.push_back(static_cast<std::uint8_t>(value + 149 * (made.size() + 1) % 255 + 1));
  };
  if (text.size() >= kShort) add(text.size() / kShort + kShort - 1);
  add(text.size() % kShort);
  for (const char c : text) add(static_cast<unsigned char>(c));
  return made;
}

/// Annex B.1.
void pad(Codewords& codewords, std::size_t size) {
  if (codewords.size() < size) codewords.push_back(kPad);
  while (codewords.size() < size) {
    const std::size_t value = kPad + 149 * (codewords.size() + 1) % 253 + 1;
    codewords.push_back(static_cast<std::uint8_t>(value > 254 ? value - 254 : value));
  }
}

// Check codewords (annex E): Reed-Solomon over the field of 256 elements with the polynomial 301.

class Field {
 public:
  Field() {
    int power = 1;
    for (std::size_t i = 0; i < kOrder; ++i) {
      powers_[i] = static_cast<std::uint8_t>(power);
      logarithms_[static_cast<std::size_t>(power)] = i;
      power *= 2;
      if (power > 255) power ^= 301;
    }
  }

  std::uint8_t power(std::size_t exponent) const { return powers_[exponent % kOrder]; }
  std::uint8_t product(std::uint8_t a, std::uint8_t b) const {
    return a == 0 || b == 0 ? std::uint8_t{0} : power(logarithms_[a] + logarithms_[b]);
  }

 private:
  static constexpr std::size_t kOrder = 255;
  std::array<std::uint8_t, kOrder> powers_{};
  std::array<std::size_t, 256> logarithms_{};
};

/// The product of (x - 2^i), without its leading 1, from the highest power.
Codewords check_polynomial(const Field& field, std::size_t count) {
  Codewords factors(count, 0);
  for (std::size_t i = 1; i <= count; ++i) {
    const std::uint8_t root = field.power(i);
    Codewords next = factors;
    // (1, factors) · (x + root)
    for (std::size_t k = 0; k < i; ++k) {
      const std::uint8_t before = k == 0 ? std::uint8_t{1} : factors[k - 1];
      next[k] = static_cast<std::uint8_t>((k + 1 < i ? factors[k] : 0) ^ field.product(before, root));
    }
    factors = std::move(next);
  }
  return factors;
}

/// The codewords of the blocks alternate.
void append_checks(Codewords& codewords, const Symbol& symbol) {
  static const Field field;
  const auto blocks = static_cast<std::size_t>(symbol.blocks);
  const auto data = static_cast<std::size_t>(symbol.data);
  const std::size_t count = static_cast<std::size_t>(symbol.checks) / blocks;
  const Codewords polynomial = check_polynomial(field, count);
  codewords.resize(data + static_cast<std::size_t>(symbol.checks));
  for (std::size_t block = 0; block < blocks; ++block) {
    Codewords rest(count, 0);
    for (std::size_t i = block; i < data; i += blocks) {
      const auto factor = static_cast<std::uint8_t>(codewords[i] ^ rest.front());
      std::rotate(rest.begin(), rest.begin() + 1, rest.end());
      rest.back() = 0;
      for (std::size_t k = 0; k < count; ++k) rest[k] ^= field.product(factor, polynomial[k]);
    }
    for (std::size_t k = 0; k < count; ++k) codewords[data + k * blocks + block] = rest[k];
  }
}

// Modules (annex F): each codeword has a shape of eight, and the shapes go up and down along diagonals; parts that
// leave the square on one side re-enter on the other.

struct Place {
  int row, column;
};

class Layout {
 public:
  Layout(const Codewords& codewords, int side)
      : codewords_(codewords), side_(side), modules_(static_cast<std::size_t>(side * side), kFree) {}

  /// Modules by rows: true is dark.
  std::vector<bool> run() {
    int row = 4;
    int column = 0;
    do {
      put_in_corners(row, column);
      do {
        if (row < side_ && column >= 0 && module(row, column) == kFree) put_shape(row, column);
        row -= 2;
        column += 2;
      } while (row >= 0 && column < side_);
      row += 1;
      column += 3;
      do {
        if (row >= 0 && column < side_ && module(row, column) == kFree) put_shape(row, column);
        row += 2;
        column -= 2;
      } while (row < side_ && column >= 0);
      row += 3;
      column += 1;
    } while (row < side_ || column < side_);
    if (module(side_ - 1, side_ - 1) == kFree) {
      module(side_ - 1, side_ - 1) = kDark;
      module(side_ - 2, side_ - 2) = kDark;
    }
    std::vector<bool> dark(modules_.size());
    std::transform(modules_.begin(), modules_.end(), dark.begin(), [](char module) { return module == kDark; });
    return dark;
  }

 private:
  static constexpr char kFree = 0;
  static constexpr char kLight = 1;
  static constexpr char kDark = 2;

  char& module(int row, int column) { return modules_[static_cast<std::size_t>(row * side_ + column)]; }

  /// The next codeword, its highest bit first.
  void put(const std::array<Place, 8>& places) {
    const unsigned codeword = next_ < codewords_.size() ? codewords_[next_] : 0;
    ++next_;
    for (std::size_t i = 0; i < places.size(); ++i) {
      auto [row, column] = places[i];
      if (row < 0) {
        row += side_;
        column += 4 - (side_ + 4) % 8;
      }
      if (column < 0) {
        column += side_;
        row += 4 - (side_ + 4) % 8;
      }
      module(row, column) = (codeword >> (7 - i) & 1) != 0 ? kDark : kLight;
    }
  }

  void put_shape(int row, int column) {
    put({{{row - 2, column - 2},
          {row - 2, column - 1},
          {row - 1, column - 2},
          {row - 1, column - 1},
          {row - 1, column},
          {row, column - 2},
          {row, column - 1},
          {row, column}}});
  }

  /// Four cases, by the remainder of the side, in which a shape would be torn apart.
  void put_in_corners(int row, int column) {
    const int last = side_ - 1;
    if (row == side_ && column == 0) {
      put({{{last, 0}, {last, 1}, {last, 2}, {0, last - 1}, {0, last}, {1, last}, {2, last}, {3, last}}});
    }
    if (row == side_ - 2 && column == 0 && side_ % 4 != 0) {
      put({{{last - 2, 0},
            {last - 1, 0},
            {last, 0},
            {0, last - 3},
            {0, last - 2},
            {0, last - 1},
            {0, last},
            {1, last}}});
    }
    if (row == side_ - 2 && column == 0 && side_ % 8 == 4) {
      put({{{last - 2, 0}, {last - 1, 0}, {last, 0}, {0, last - 1}, {0, last}, {1, last}, {2, last}, {3, last}}});
    }
    if (row == side_ + 4 && column == 2 && side_ % 8 == 0) {
      put({{{last, 0},
            {last, last},
            {0, last - 2},
            {0, last - 1},
            {0, last},
            {1, last - 2},
            {1, last - 1},
            {1, last}}});
    }
  }

  const Codewords& codewords_;
  std::size_t next_ = 0;
  int side_;
  std::vector<char> modules_;
};

/// Whether a module is dark: each region has lines at the left and at the bottom, and every second module at the top
/// and at the right.
bool is_dark(const Symbol& symbol, const std::vector<bool>& modules, int row, int column) {
  const int region = symbol.side / symbol.regions;
  const int down = row % region;
  const int across = column % region;
  if (across == 0 || down == region - 1) return true;
  if (down == 0) return across % 2 == 0;
  if (across == region - 1) return down % 2 == 1;
  const int inner = region - 2;
  const int y = row / region * inner + down - 1;
  const int x = column / region * inner + across - 1;
  return modules[static_cast<std::size_t>(y * inner * symbol.regions + x)];
}

constexpr int kMatrixQuiet = 2;
constexpr double kMatrixModule = 2.5;  // px

/// Adjacent dark modules of a row are one rectangle, since thin white lines between them would confuse readers.
base::Path dark_modules(const Symbol& symbol, const std::vector<bool>& modules) {
  const auto at = [](int module) {
    return (module + kMatrixQuiet) * kMatrixModule;
  };
  base::Path path;
  for (int row = 0; row < symbol.side; ++row) {
    for (int column = 0; column < symbol.side; ++column) {
      int end = column;
      while (end < symbol.side && is_dark(symbol, modules, row, end)) ++end;
      if (end > column) path.add_rect(at(column), at(row), at(end), at(row + 1));
      column = end;
    }
  }
  return path;
}

}  // namespace

std::optional<Image> make_data_matrix(std::string_view text) {
  constexpr std::size_t kMostBytes = 4000;  // more than any code has
  if (text.empty() || text.size() > kMostBytes) return std::nullopt;
  Codewords codewords = is_ascii(text) ? ascii_codewords(text) : byte_codewords(text);
  const auto* const symbol = std::find_if(kSymbols.begin(), kSymbols.end(), [&](const Symbol& candidate) {
    return static_cast<std::size_t>(candidate.data) >= codewords.size();
  });
  if (symbol == kSymbols.end()) return std::nullopt;
  pad(codewords, static_cast<std::size_t>(symbol->data));
  append_checks(codewords, *symbol);
  const std::vector<bool> modules = Layout(codewords, symbol->side - 2 * symbol->regions).run();
  Drawing drawing;
  drawing.width = (symbol->side + 2 * kMatrixQuiet) * kMatrixModule;
  drawing.height = drawing.width;
  base::Path ground;
  ground.add_rect(0, 0, drawing.width, drawing.height);
  drawing.items.emplace_back(FillShape{std::move(ground), base::FillRule::NonZero, {{255, 255, 255, 255}, {}}});
  drawing.items.emplace_back(FillShape{dark_modules(*symbol, modules), base::FillRule::NonZero, {css::kBlack, {}}});
  const NaturalSize size{drawing.width, drawing.height, 1};
  return Image{size, std::move(drawing)};
}

}  // namespace gongwen::images
