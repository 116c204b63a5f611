#include "base/utf8.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/batch/detail/record_source.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::LineColumn;
using diagnostics::Origin;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kRecordBlank = " \t\r\n";

bool is_blank_record(std::string_view text) { return text.find_first_not_of(kRecordBlank) == std::string_view::npos; }

void advance(LineColumn& at, std::string_view text) {
  const std::size_t last = text.rfind('\n');
  if (last != std::string_view::npos) {
    at.line += static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
    at.column = 1;
    text.remove_prefix(last + 1);
  }
  at.column += static_cast<std::uint32_t>(base::count_code_points(text));
}

class JsonRecords final : public RecordSource {
 public:
  JsonRecords(resources::ByteStream stream, JsonLayout layout, const Limits& limits)
      : stream_(std::move(stream)), layout_(layout), max_(limits.data_size) {}

  double share() const override { return stream_.share(); }

  std::optional<Record> next() override {
    if (state_ == State::Begin) begin();
    switch (state_) {
      case State::Begin:
      case State::End: return std::nullopt;
      case State::One: return whole();
      case State::Lines: return line();
      case State::List: return element();
    }
    return std::nullopt;
  }

 private:
  enum class State : std::uint8_t { Begin, One, Lines, List, End };

  void begin() {
    while (stream_.bytes().size() < kByteOrderMark.size() && stream_.more(sink_)) {
    }
    if (stream_.bytes().starts_with(kByteOrderMark)) stream_.use(kByteOrderMark.size());
    if (first_byte() == '[') {
      stream_.use(1);
      at_.column += 1;
      state_ = State::List;
    } else {
      state_ = layout_ == JsonLayout::Lines || (layout_ == JsonLayout::Guess && first_line_is_whole()) ? State::Lines
                                                                                                       : State::One;
    }
  }

  /// The first byte after the blanks, which are consumed; nothing at the end.
  std::optional<char> first_byte() {
    while (true) {
      const std::string_view bytes = stream_.bytes();
      const std::size_t at = std::min(bytes.find_first_not_of(kRecordBlank), bytes.size());
      const bool found = at < bytes.size();
      use(at);
      if (found) return stream_.bytes().front();
      if (!stream_.more(sink_)) return std::nullopt;
    }
  }

  bool first_line_is_whole() {
    std::size_t end = std::string_view::npos;
    while ((end = stream_.bytes().find('\n')) == std::string_view::npos && stream_.more(sink_)) {
    }
    JsonScan scan;
    const std::string_view line = stream_.bytes().substr(0, end);
    scan.find_end(line);
    return scan.is_whole();
  }

  void use(std::size_t count) {
    advance(at_, stream_.bytes().substr(0, count));
    stream_.use(count);
  }

  /// A record of the next bytes, which are used up.
  Record take(std::size_t count) {
    Record record;
    record.source_name = stream_.name();
    record.start = at_;
    record.text = stream_.bytes().substr(0, count);
    use(count);
    return record;
  }

  Record with_place(Record record) const {
    record.place = stream_.name() + ":" + std::to_string(record.start.line);
    return record;
  }

  /// Something is wrong with the input itself: the last record.
  Record error(Record record) {
    record.text.clear();
    record.errors = sink_.diagnostics();
    state_ = State::End;
    return record;
  }

  bool is_too_large() const { return stream_.bytes().size() > max_; }

  Record too_large() {
    sink_.report(messages::ResourcesTooLarge, Origin{}, stream_.name(), max_ >> 20);
    Record record = take(0);
    return error(with_place(std::move(record)));
  }

  std::optional<Record> whole() {
    while (!is_too_large() && stream_.more(sink_)) {
    }
    if (is_too_large()) return too_large();
    if (stream_.was_ended()) return end();
    Record record = take(stream_.bytes().size());
    record.place = stream_.name();
    state_ = State::End;
    return sink_.has_errors() ? error(std::move(record)) : record;
  }

  std::optional<Record> line() {
    while (true) {
      std::size_t searched = 0;
      std::size_t end = std::string_view::npos;
      while ((end = stream_.bytes().find('\n', searched)) == std::string_view::npos) {
        searched = stream_.bytes().size();
        if (is_too_large()) return too_large();
        if (!stream_.more(sink_)) break;
      }
      const bool last = end == std::string_view::npos;
      if (last && stream_.was_ended()) return JsonRecords::end();
      if (last && sink_.has_errors()) return error(with_place(take(0)));
      if (last && is_blank_record(stream_.bytes())) return JsonRecords::end();
      Record record = take(last ? stream_.bytes().size() : end);
      if (!last) use(1);
      if (!is_blank_record(record.text)) return with_place(std::move(record));
    }
  }

  std::optional<Record> element() {
    std::optional<char> first = first_byte();
    if (first == ',' && !is_first_) {
      use(1);
      first = first_byte();
    }
    is_first_ = false;
    if (first == ']') return end_of_list();
    JsonScan scan;
    while (first) {
      const std::optional<std::size_t> end = scan.find_end(stream_.bytes());
      if (end) {
        Record record = take(*end);
        while (!record.text.empty() && kRecordBlank.find(record.text.back()) != std::string_view::npos) {
          record.text.pop_back();
        }
        return with_place(std::move(record));
      }
      if (is_too_large()) return too_large();
      if (!stream_.more(sink_)) break;
    }
    return broken_list(messages::EngineBatchListOpen);
  }

  std::optional<Record> end() {
    state_ = State::End;
    return std::nullopt;
  }

  std::optional<Record> end_of_list() {
    use(1);
    if (first_byte() || sink_.has_errors()) return broken_list(messages::EngineBatchAfterList);
    return end();
  }

  template <typename Message>
  std::optional<Record> broken_list(const Message& message) {
    if (stream_.was_ended()) return end();
    Record record = take(0);
    if (!sink_.has_errors()) sink_.report(message, Origin{}, stream_.name(), at_.line);
    return error(with_place(std::move(record)));
  }

  resources::ByteStream stream_;
  JsonLayout layout_;
  std::uint64_t max_;
  State state_ = State::Begin;
  bool is_first_ = true;
  LineColumn at_;
  DiagnosticSink sink_;
};

}  // namespace

std::unique_ptr<RecordSource> make_json_source(resources::ByteStream stream, JsonLayout layout, const Limits& limits) {
  return std::make_unique<JsonRecords>(std::move(stream), layout, limits);
}

}  // namespace gongwen::engine
