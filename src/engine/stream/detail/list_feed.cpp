#include "engine/stream/detail/list_feed.h"

#include "base/utf8.h"
#include "resources/read_file.h"
#include "schema/apply_defaults.h"
#include "schema/normal_values.h"
#include "schema/validate.h"

#include <algorithm>
#include <string_view>

namespace gongwen::engine {
namespace {

constexpr std::size_t kStretchBytes = std::size_t{128} << 10;
constexpr std::string_view kBlank = " \t\r\n";

struct LineCount {
  std::uint64_t lines = 0;  // that are not blank
  std::uint64_t bytes = 0;
  bool complete = false;
};

/// Counts lines with text, since a template may ask for the size of the list before its first item. Lines are not
/// parsed.
LineCount count_lines(const std::string& path, const base::StopCheck* stop_check, diagnostics::DiagnosticSink& sink) {
  LineCount count;
  base::Expected<resources::ByteStream> stream = resources::ByteStream::open(path, {}, sink);
  if (!stream) return count;
  bool in_line = false;
  while (!stream->bytes().empty() || stream->more(sink)) {
    if (stop_check != nullptr) stop_check->look();
    const std::string_view bytes = stream->bytes();
    for (std::size_t at = 0; at < bytes.size();) {
      const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
      const bool has_text = bytes.substr(at, end - at).find_first_not_of(kBlank) != std::string_view::npos;
      // A line may be cut by the end of the bytes that were read, so it is counted at its first text.
      if (has_text && !std::exchange(in_line, true)) ++count.lines;
      if (end < bytes.size()) in_line = false;
      at = end + 1;
    }
    count.bytes += bytes.size();
    stream->use(bytes.size());
  }
  count.complete = !sink.has_errors();
  return count;
}

}  // namespace

/// Also returns null for an empty list: the usual way makes its workbook.
std::unique_ptr<ListFeed> ListFeed::open(ListFeedOptions options) {
  diagnostics::DiagnosticSink sink;
  const LineCount count = count_lines(options.path, options.stop_check, sink);
  if (!count.complete || count.lines == 0) return nullptr;
  base::Expected<resources::ByteStream> stream = resources::ByteStream::open(options.path, {}, sink);
  if (!stream) return nullptr;
  std::unique_ptr<ListFeed> feed(new ListFeed(std::move(options), *std::move(stream)));
  feed->size_ = count.lines;
  feed->bytes_ = count.bytes;
  // The first stretch is read at once: if it has errors, the ordinary way of making a workbook reports them.
  if (feed->read(0) != Reading::Read) return nullptr;
  feed->read_ahead();
  return feed;
}

std::optional<data::Value> ListFeed::next() {
  if (refused_) return std::nullopt;
  if (position_ >= stretches_[current_].items->root().size() && !go_on()) return std::nullopt;
  return stretches_[current_].items->root().at(position_++);
}

/// Reads the next stretch into the place of the oldest one.
void ListFeed::read_ahead() {
  const std::size_t next = (current_ + 1) % stretches_.size();
  ahead_ = base::SideTask(reader_, [this, next] { next_ = read(next); });
}

/// Switches to the next stretch. Returns false at the end.
bool ListFeed::go_on() {
  ahead_.finish();
  const Reading next = std::exchange(next_, Reading::End);
  if (next == Reading::Error) refused_ = refused_by_item_ = true;
  if (next != Reading::Read) return false;
  // Rows of the stretch before refer to its items, so they are written first.
  if (between_ && !between_()) refused_ = true;
  if (refused_) return false;
  current_ = (current_ + 1) % stretches_.size();
  position_ = 0;
  read_ahead();
  return true;
}

/// Reads whole lines: about kStretchBytes, or one longer line.
ListFeed::Reading ListFeed::read(std::size_t stretch) {
  diagnostics::DiagnosticSink sink;
  std::string& text = stretches_[stretch].text;
  do {
    std::size_t searched = 0;
    std::size_t end = std::string_view::npos;
    while (stream_.bytes().size() < kStretchBytes && stream_.more(sink)) {
    }
    const std::size_t most = std::min(stream_.bytes().size(), kStretchBytes);
    // The last whole line of the stretch; what follows it belongs to the next one.
    end = stream_.bytes().rfind('\n', most == 0 ? 0 : most - 1);
    // A line longer than a stretch.
    for (searched = most; end == std::string_view::npos; searched = stream_.bytes().size()) {
      end = stream_.bytes().find('\n', searched);
      if (end == std::string_view::npos && !stream_.more(sink)) end = stream_.bytes().size();
    }
    end = std::min(end + 1, stream_.bytes().size());
    if (sink.has_errors()) return Reading::Error;
    if (end == 0) return Reading::End;
    // Reset before the text, to which the old items refer.
    stretches_[stretch].items.reset();
    text.assign(stream_.bytes().substr(0, end));
    stream_.use(end);
  } while (text.find_first_not_of(kBlank) == std::string::npos);
  return parse(stretch);
}

/// Only items without any error are given; anything else makes the feed fail.
ListFeed::Reading ListFeed::parse(std::size_t stretch) {
  diagnostics::DiagnosticSink sink;
  base::Expected<data::Document> items =
      data::read_json_lines(options_.sources[stretch], stretches_[stretch].text, options_.limits, sink);
  // If an item needs normalising or is invalid, the list is read as a whole in the usual way.
  if (!items || !schema::has_normal_texts(*items) || !options_.schema.fits(items->root(), {})) return Reading::Error;
  if (options_.hold && !options_.hold(items->root(), read_)) return Reading::Error;
  read_ += items->root().size();
  if (options_.proof != nullptr) options_.proof->check(*items, stretches_[stretch].text);
  stretches_[stretch].items = *std::move(items);
  return Reading::Read;
}

/// The place says in which stretch the value is.
std::optional<data::Value> ListFeed::value_at(diagnostics::DataPlace place) const {
  for (std::size_t i = 0; i < stretches_.size(); ++i) {
    const std::optional<data::Document>& items = stretches_[i].items;
    if (place.source != options_.sources[i] || !items || place.node >= items->node_count()) continue;
    return data::Value(*items, place.node);
  }
  return std::nullopt;
}

}  // namespace gongwen::engine
