#include "images/detail/jbig2_text.h"

#include "images/detail/jbig2_regions.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace gongwen::images::jbig2 {
namespace {

/// Contexts of all numbers of text regions, which the symbols of a dictionary share.
struct TextContexts {
  explicit TextContexts(unsigned symbol_bits) : symbol(symbol_bits) {}
  NumberContexts strip, first, step, within_strip, is_refined, wider, higher, right, down;
  SymbolContexts symbol;
};

/// The prefix codes of text regions.
struct TextTables {
  const PrefixTable* first = nullptr;
  const PrefixTable* step = nullptr;
  const PrefixTable* strip = nullptr;
  const PrefixTable* wider = nullptr;
  const PrefixTable* higher = nullptr;
  const PrefixTable* right = nullptr;
  const PrefixTable* down = nullptr;
  const PrefixTable* size = nullptr;
  const PrefixTable* symbol = nullptr;
};

enum class Corner : std::uint8_t { BottomLeft, TopLeft, BottomRight, TopRight };

/// Text regions (6.4).
struct TextCoding {
  bool is_refined = false;
  std::uint32_t instances = 0;
  unsigned strip_bits = 0;  // a strip is 1 << strip_bits pixels high
  bool is_transposed = false;
  Corner corner = Corner::TopLeft;
  int spacing = 0;  // SBDSOFFSET
  Combination combination = Combination::Or;
  RefinementCoding refinement;
};

/// The source of a region's numbers: either the arithmetic coder with its contexts, or the bits with tables.
struct TextSource {
  ArithmeticDecoder* decoder = nullptr;
  TextContexts* contexts = nullptr;
  Reader* reader = nullptr;
  TextTables tables;
};

/// Numbers are added in 64 bits; no real file comes near this limit.
std::int64_t within(std::int64_t value) {
  constexpr std::int64_t kFarthest = std::int64_t{1} << 40;
  if (value > kFarthest || value < -kFarthest) throw Failure{};
  return value;
}

std::int32_t required(std::optional<std::int32_t> value) {
  if (!value) throw Failure{};
  return *value;
}

/// The source of a text region's numbers, in either coding.
class TextNumbers {
 public:
  TextNumbers(const TextSource& source, const TextCoding& coding, std::size_t symbol_count)
      : source_(source), coding_(coding), symbol_count_(symbol_count) {}

  bool is_arithmetic() const { return source_.decoder != nullptr; }
  std::int32_t strip() { return required(next(source_.tables.strip, &TextContexts::strip)); }
  std::int32_t first() { return required(next(source_.tables.first, &TextContexts::first)); }
  std::optional<std::int32_t> step() { return next(source_.tables.step, &TextContexts::step); }
  std::int64_t within_strip() {
    if (coding_.strip_bits == 0) return 0;
    if (!is_arithmetic()) return source_.reader->bits(coding_.strip_bits);
    return required(source_.contexts->within_strip.next(*source_.decoder));
  }
  std::size_t symbol() {
    const std::uint32_t number =
        is_arithmetic() ? source_.contexts->symbol.next(*source_.decoder)
                        : static_cast<std::uint32_t>(required(source_.tables.symbol->next(*source_.reader)));
    if (number >= symbol_count_) throw Failure{};
    return number;
  }
  bool is_refined() {
    if (!coding_.is_refined) return false;
    if (!is_arithmetic()) return source_.reader->bits(1) != 0;
    return required(source_.contexts->is_refined.next(*source_.decoder)) != 0;
  }
  std::int32_t wider() { return required(next(source_.tables.wider, &TextContexts::wider)); }
  std::int32_t higher() { return required(next(source_.tables.higher, &TextContexts::higher)); }
  std::int32_t right() { return required(next(source_.tables.right, &TextContexts::right)); }
  std::int32_t down() { return required(next(source_.tables.down, &TextContexts::down)); }

  /// Decodes a refined symbol; among prefix codes it is a separate range of bytes.
  void refine(Contexts& contexts, const Bitmap& other, std::int64_t right, std::int64_t down, Bitmap& bitmap) {
    if (is_arithmetic()) {
      decode_refinement(*source_.decoder, contexts, coding_.refinement, other, right, down, bitmap);
      return;
    }
    const std::int32_t size = required(source_.tables.size->next(*source_.reader));
    if (size < 0) throw Failure{};
    ArithmeticDecoder decoder(source_.reader->take(static_cast<std::size_t>(size)));
    decode_refinement(decoder, contexts, coding_.refinement, other, right, down, bitmap);
  }

 private:
  std::optional<std::int32_t> next(const PrefixTable* table, NumberContexts TextContexts::*contexts) {
    return is_arithmetic() ? (source_.contexts->*contexts).next(*source_.decoder) : table->next(*source_.reader);
  }

  const TextSource& source_;
  const TextCoding& coding_;
  std::size_t symbol_count_;
};

/// `refinements`: the contexts for symbols that are refined.
void decode_text(const TextSource& source, Contexts& refinements, const TextCoding& coding, const Symbols& symbols,
                 Bitmap& bitmap, Budget& budget) {
  TextNumbers numbers(source, coding, symbols.size());
  const std::int64_t strip_height = std::int64_t{1} << coding.strip_bits;
  const bool is_right = coding.corner == Corner::TopRight || coding.corner == Corner::BottomRight;
  const bool is_bottom = coding.corner == Corner::BottomLeft || coding.corner == Corner::BottomRight;
  std::int64_t strip = -numbers.strip() * strip_height;
  std::int64_t first = 0;
  std::uint32_t count = 0;
  while (count < coding.instances) {
    strip = within(strip + numbers.strip() * strip_height);
    first = within(first + numbers.first());
    std::int64_t along = first;
    for (bool is_first = true;; is_first = false) {
      if (!is_first) {
        const std::optional<std::int32_t> step = numbers.step();
        if (!step) break;
        along = within(along + *step + coding.spacing);
      }
      if (count++ >= coding.instances) throw Failure{};
      const std::int64_t across = strip + numbers.within_strip();
      Symbol symbol = symbols[numbers.symbol()];
      if (numbers.is_refined()) {
        const std::int64_t wider = numbers.wider();
        const std::int64_t higher = numbers.higher();
        const std::int64_t right = numbers.right();
        const std::int64_t down = numbers.down();
        auto refined = std::make_shared<Bitmap>(symbol->width() + wider, symbol->height() + higher, budget);
        numbers.refine(refinements, *symbol, (wider >> 1) + right, (higher >> 1) + down, *refined);
        symbol = std::move(refined);
      }
      const std::int64_t width = symbol->width();
      const std::int64_t height = symbol->height();
      const std::int64_t length = (coding.is_transposed ? height : width) - 1;
      const bool is_at_end = coding.is_transposed ? is_bottom : is_right;
      if (is_at_end) along = within(along + length);
      std::int64_t x = coding.is_transposed ? across : along;
      std::int64_t y = coding.is_transposed ? along : across;
      if (is_right) x -= width - 1;
      if (is_bottom) y -= height - 1;
      bitmap.draw(*symbol, x, y, coding.combination, budget);
      if (!is_at_end) along = within(along + length);
    }
  }
}

/// Tables of the file in the order in which the flags request them.
class ChosenTables {
 public:
  explicit ChosenTables(const std::vector<const PrefixTable*>& own) : own_(own) {}

  /// `standard`: the numbers of tables by choice; the last choice of two bits, or the second of one, is a table of the
  /// file.
  const PrefixTable* choose(unsigned choice, std::initializer_list<int> standard, unsigned own_choice) {
    if (choice == own_choice) {
      if (next_ >= own_.size()) throw Failure{};
      return own_[next_++];
    }
    if (choice >= standard.size()) throw Failure{};
    return &PrefixTable::standard(*(standard.begin() + choice));
  }

 private:
  const std::vector<const PrefixTable*>& own_;
  std::size_t next_ = 0;
};

/// A code in which all numbers below `count` have the same length.
PrefixTable even_table(std::uint64_t count, unsigned bits) {
  std::vector<PrefixLine> lines(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < lines.size(); ++i)
    lines[i] = {static_cast<std::uint8_t>(bits), 0, static_cast<std::int32_t>(i)};
  return PrefixTable(std::move(lines));
}

/// Reads a symbol dictionary.
class DictionaryReader {
 public:
  DictionaryReader(std::string_view segment, Symbols known, const std::vector<const PrefixTable*>& tables,
                   const KeptContexts* kept, Budget& budget)
      : reader_(segment), symbols_(std::move(known)), known_count_(symbols_.size()), budget_(budget) {
    read_head(tables, kept);
  }

  Symbols run() {
    std::int64_t height = 0;
    while (symbols_.size() < known_count_ + new_count_) {
      budget_.pay(1);  // after its end a file continues with classes without symbols
      height = within(height + number(height_table_, height_));
      read_class(height);
    }
    return exported();
  }

  /// To be called once, after run().
  std::shared_ptr<const KeptContexts> kept() {
    if (!is_kept_) return nullptr;
    budget_.pay((generics_.size() + refinements_.size()) * sizeof(Adapted));
    return std::make_shared<KeptContexts>(KeptContexts{std::move(generics_), std::move(refinements_)});
  }

 private:
  void read_head(const std::vector<const PrefixTable*>& tables, const KeptContexts* kept) {
    const std::uint16_t flags = reader_.word();
    is_prefix_ = (flags & 1U) != 0;
    is_refined_ = (flags & 2U) != 0;
    ChosenTables chosen(tables);
    if (is_prefix_) {
      height_table_ = chosen.choose(flags >> 2 & 3U, {4, 5}, 3);
      width_table_ = chosen.choose(flags >> 4 & 3U, {2, 3}, 3);
      size_table_ = chosen.choose(flags >> 6 & 1U, {1}, 1);
      instances_table_ = chosen.choose(flags >> 7 & 1U, {1}, 1);
    }
    const bool uses_kept = (flags & 0x100U) != 0;
    is_kept_ = (flags & 0x200U) != 0;
    coding_.pattern = flags >> 10 & 3;
    text_.refinement.pattern = flags >> 12 & 1;
    if (!is_prefix_) coding_.neighbours = read_neighbours(reader_, coding_.pattern);
    if (is_refined_) text_.refinement.neighbours = read_refinement_neighbours(reader_, text_.refinement.pattern);
    const std::uint32_t exported = reader_.number();
    new_count_ = reader_.number();
    budget_.pay(kCostOfSymbol * (exported + new_count_));
    export_count_ = exported;
    generics_.resize(generic_contexts(coding_.pattern));
    refinements_.resize(refinement_contexts(text_.refinement.pattern));
    if (uses_kept) {
      if (kept == nullptr) throw Failure{};
      if (kept->generic.size() == generics_.size()) generics_ = kept->generic;
      if (kept->refinement.size() == refinements_.size()) refinements_ = kept->refinement;
    }
    symbol_bits_ = bits_for(known_count_ + new_count_);
    if (is_prefix_) {
      symbol_bits_ = std::max(symbol_bits_, 1U);
      if (is_refined_) symbol_table_.emplace(even_table(known_count_ + new_count_, symbol_bits_));
    } else {
      decoder_.emplace(reader_.rest());
    }
    budget_.pay(sizeof(Adapted) << symbol_bits_);
    contexts_.emplace(symbol_bits_);
    text_.is_refined = true;
  }

  std::int32_t number(const PrefixTable* table, NumberContexts& contexts) {
    return required(optional_number(table, contexts));
  }
  std::optional<std::int32_t> optional_number(const PrefixTable* table, NumberContexts& contexts) {
    return is_prefix_ ? table->next(reader_) : contexts.next(*decoder_);
  }

  /// The symbols of one height.
  void read_class(std::int64_t height) {
    std::int64_t width = 0;
    std::int64_t total = 0;
    std::vector<std::int64_t> widths;
    for (;;) {
      const std::optional<std::int32_t> wider = optional_number(width_table_, width_);
      if (!wider) break;
      width = within(width + *wider);
      if (width < 0 || symbols_.size() + widths.size() >= known_count_ + new_count_) throw Failure{};
      budget_.pay(1);
      if (is_prefix_ && !is_refined_) {
        widths.push_back(width);
        total = within(total + width);
        continue;
      }
      auto symbol = std::make_shared<Bitmap>(width, height, budget_);
      if (is_refined_) {
        read_refined(*symbol);
      } else {
        decode_generic(*decoder_, generics_, coding_, nullptr, *symbol);
      }
      symbols_.push_back(std::move(symbol));
    }
    if (is_prefix_ && !is_refined_) read_joined(widths, total, height);
  }

  /// A symbol composed of others.
  void read_refined(Bitmap& symbol) {
    const std::int32_t count = number(instances_table_, instances_);
    const TextSource source = text_source();
    if (count != 1) {
      if (count < 0) throw Failure{};
      text_.instances = static_cast<std::uint32_t>(count);
      decode_text(source, refinements_, text_, symbols_, symbol, budget_);
      return;
    }
    TextNumbers numbers(source, text_, symbols_.size());
    const Symbol other = symbols_[numbers.symbol()];
    const std::int64_t right = numbers.right();
    const std::int64_t down = numbers.down();
    numbers.refine(refinements_, *other, right, down, symbol);
  }

  TextSource text_source() {
    TextSource source;
    if (!is_prefix_) {
      source.decoder = &*decoder_;
      source.contexts = &*contexts_;
      return source;
    }
    source.reader = &reader_;
    source.tables.first = &PrefixTable::standard(6);
    source.tables.step = &PrefixTable::standard(8);
    source.tables.strip = &PrefixTable::standard(11);
    source.tables.wider = source.tables.higher = &PrefixTable::standard(15);
    source.tables.right = source.tables.down = &PrefixTable::standard(15);
    source.tables.size = &PrefixTable::standard(1);
    source.tables.symbol = &*symbol_table_;
    return source;
  }

  /// All symbols of a class side by side in one bitmap (6.5.9).
  void read_joined(const std::vector<std::int64_t>& widths, std::int64_t total, std::int64_t height) {
    const std::int32_t size = required(size_table_->next(reader_));
    if (size < 0) throw Failure{};
    reader_.align();
    Bitmap joined(total, height, budget_);
    if (size == 0) {
      for (std::int64_t y = 0; y < height; ++y) {
        for (std::int64_t x = 0; x < total; ++x) joined.row(y)[x] = static_cast<std::uint8_t>(reader_.bits(1));
        reader_.align();
      }
    } else {
      read_fax_rows(reader_.take(static_cast<std::size_t>(size)), joined);
    }
    std::int64_t x = 0;
    for (const std::int64_t width : widths) {
      symbols_.push_back(std::make_shared<Bitmap>(joined.part(x, 0, width, height, budget_)));
      x += width;
    }
  }

  /// Alternating runs of hidden and exported symbols (6.5.10).
  Symbols exported() {
    Symbols out;
    std::size_t at = 0;
    NumberContexts runs;
    int empty_runs = 0;
    for (bool is_seen = false; at < symbols_.size(); is_seen = !is_seen) {
      const std::int32_t run = number(&PrefixTable::standard(1), runs);
      empty_runs = run == 0 ? empty_runs + 1 : 0;
      if (run < 0 || static_cast<std::size_t>(run) > symbols_.size() - at || empty_runs > 4) throw Failure{};
      for (std::int32_t i = 0; i < run; ++i, ++at) {
        if (is_seen) out.push_back(symbols_[at]);
      }
    }
    if (out.size() != export_count_) throw Failure{};
    return out;
  }

  Reader reader_;
  Symbols symbols_;  // known and new ones
  std::size_t known_count_;
  Budget& budget_;
  bool is_prefix_ = false;
  bool is_refined_ = false;
  bool is_kept_ = false;
  std::uint64_t new_count_ = 0;
  std::uint64_t export_count_ = 0;
  const PrefixTable* height_table_ = nullptr;
  const PrefixTable* width_table_ = nullptr;
  const PrefixTable* size_table_ = nullptr;
  const PrefixTable* instances_table_ = nullptr;
  NumberContexts height_, width_, instances_;
  GenericCoding coding_;
  TextCoding text_;
  unsigned symbol_bits_ = 0;
  std::optional<PrefixTable> symbol_table_;
  std::optional<ArithmeticDecoder> decoder_;
  std::optional<TextContexts> contexts_;
  Contexts generics_;
  Contexts refinements_;
};

/// The codes of the symbols themselves, coded in runs of lengths (7.4.3.1.7).
PrefixTable read_symbol_codes(Reader& reader, std::size_t count) {
  std::vector<PrefixLine> runs(35);
  for (std::size_t i = 0; i < runs.size(); ++i)
    runs[i] = {static_cast<std::uint8_t>(reader.bits(4)), 0, static_cast<std::int32_t>(i)};
  const PrefixTable run_table(std::move(runs));
  std::vector<PrefixLine> lines;
  while (lines.size() < count) {
    const std::int32_t run = required(run_table.next(reader));
    std::uint8_t length = 0;
    std::size_t times = 1;
    if (run < 32) {
      length = static_cast<std::uint8_t>(run);
    } else if (run == 32) {
      if (lines.empty()) throw Failure{};
      length = lines.back().code_length;
      times = reader.bits(2) + 3;
    } else {
      times = run == 33 ? reader.bits(3) + 3 : reader.bits(7) + 11;
    }
    if (times > count - lines.size()) throw Failure{};
    for (std::size_t i = 0; i < times; ++i) lines.push_back({length, 0, static_cast<std::int32_t>(lines.size())});
  }
  reader.align();
  return PrefixTable(std::move(lines));
}

}  // namespace

SymbolDictionary SymbolDictionary::read(std::string_view segment, Symbols known,
                                        const std::vector<const PrefixTable*>& tables, const KeptContexts* kept,
                                        Budget& budget) {
  DictionaryReader reader(segment, std::move(known), tables, kept, budget);
  SymbolDictionary made;
  made.symbols_ = reader.run();
  made.kept_ = reader.kept();
  return made;
}

Bitmap read_text_region(std::string_view segment, std::int64_t width, std::int64_t height, const Symbols& symbols,
                        const std::vector<const PrefixTable*>& tables, Budget& budget) {
  Reader reader(segment);
  const std::uint16_t flags = reader.word();
  const bool is_prefix = (flags & 1U) != 0;
  TextCoding coding;
  coding.is_refined = (flags & 2U) != 0;
  coding.strip_bits = flags >> 2 & 3U;
  coding.corner = static_cast<Corner>(flags >> 4 & 3);
  coding.is_transposed = (flags & 0x40U) != 0;
  coding.combination = static_cast<Combination>(flags >> 7 & 3);
  const bool is_black = (flags & 0x200U) != 0;
  coding.spacing = flags >> 10 & 31;
  if (coding.spacing > 15) coding.spacing -= 32;
  coding.refinement.pattern = flags >> 15;
  TextSource source;
  if (is_prefix) {
    const std::uint16_t choices = reader.word();
    ChosenTables chosen(tables);
    source.tables.first = chosen.choose(choices & 3U, {6, 7}, 3);
    source.tables.step = chosen.choose(choices >> 2 & 3U, {8, 9, 10}, 3);
    source.tables.strip = chosen.choose(choices >> 4 & 3U, {11, 12, 13}, 3);
    source.tables.wider = chosen.choose(choices >> 6 & 3U, {14, 15}, 3);
    source.tables.higher = chosen.choose(choices >> 8 & 3U, {14, 15}, 3);
    source.tables.right = chosen.choose(choices >> 10 & 3U, {14, 15}, 3);
    source.tables.down = chosen.choose(choices >> 12 & 3U, {14, 15}, 3);
    source.tables.size = chosen.choose(choices >> 14 & 1U, {1}, 1);
  }
  if (coding.is_refined) coding.refinement.neighbours = read_refinement_neighbours(reader, coding.refinement.pattern);
  coding.instances = reader.number();
  std::optional<PrefixTable> symbol_codes;
  std::optional<ArithmeticDecoder> decoder;
  std::optional<TextContexts> contexts;
  const unsigned symbol_bits = bits_for(symbols.size());
  if (is_prefix) {
    symbol_codes.emplace(read_symbol_codes(reader, symbols.size()));
    source.reader = &reader;
    source.tables.symbol = &*symbol_codes;
  } else {
    budget.pay(sizeof(Adapted) << symbol_bits);
    contexts.emplace(symbol_bits);
    decoder.emplace(reader.rest());
    source.decoder = &*decoder;
    source.contexts = &*contexts;
  }
  Bitmap region(width, height, budget, is_black);
  Contexts refinements(refinement_contexts(coding.refinement.pattern));
  decode_text(source, refinements, coding, symbols, region, budget);
  return region;
}

}  // namespace gongwen::images::jbig2
