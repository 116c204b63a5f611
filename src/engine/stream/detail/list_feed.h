// ListFeed: gives a template the items of a JSON Lines file. It reads, validates and gives away stretches of about a
// thousand items. Three are in memory: the current one, the one before it, to which the template may still refer, and
// the next, which another thread reads meanwhile.
#pragma once

#include "base/side_thread.h"
#include "base/stop_check.h"
#include "data/document.h"
#include "data/readers.h"
#include "engine/stream/detail/list_proof.h"
#include "resources/byte_stream.h"
#include "schema/list_schema.h"
#include "templating/render.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace gongwen::engine {

struct ListFeedOptions {
  std::string path;
  schema::ListSchema schema;
  data::JsonLimits limits;
  /// Sources of the items, in turn for each third stretch; nothing else may have them.
  std::array<diagnostics::SourceId, 3> sources;
  /// Proofreads the items as they are read; may be null. Must outlive the feed.
  ListProof* proof = nullptr;
  /// Returns whether the rules of the kind hold for items, the first of which has this place in the list. Empty if the
  /// kind has no rules.
  std::function<bool(const data::Value& items, std::size_t first)> hold = {};
  /// Checked while lines are counted; null if the run cannot be stopped.
  const base::StopCheck* stop_check = nullptr;
};

class ListFeed final : public templating::ItemStream {
 public:
  /// Counts the items and reads the first stretch. Returns null if the file cannot be read; reading it as a whole will
  /// report why.
  static std::unique_ptr<ListFeed> open(ListFeedOptions options);

  std::optional<data::Value> next() override;
  std::uint64_t size() const override { return size_; }
  void refuse() override { refused_ = true; }

  /// Whether giving items has ended early, because of an item, the template, or `between`.
  bool refused() const { return refused_; }
  /// Whether giving items has ended because of an item.
  bool refused_by_item() const { return refused_by_item_; }
  std::uint64_t bytes() const { return bytes_; }
  /// Called when all items of a stretch have been given and there are more; returns whether to continue.
  void set_between(std::function<bool()> between) { between_ = std::move(between); }
  /// The items of the first stretch, as an array.
  const data::Document& first_items() const { return *stretches_[0].items; }
  /// A value in the stretches in memory, with its pointer there; nullopt for other places.
  std::optional<data::Value> value_at(diagnostics::DataPlace place) const;

 private:
  struct Stretch {
    std::string text;
    std::optional<data::Document> items;  // views of `text`
  };
  // Three stretches: the one in use, the one before it, to which rows that are not written yet may refer, and the one
  // that a thread reads ahead.
  enum class Reading : std::uint8_t { Read, End, Error };

  ListFeed(ListFeedOptions options, resources::ByteStream stream)
      : options_(std::move(options)), stream_(std::move(stream)) {}
  Reading read(std::size_t stretch);
  Reading parse(std::size_t stretch);
  void read_ahead();
  bool go_on();

  ListFeedOptions options_;
  resources::ByteStream stream_;
  std::array<Stretch, 3> stretches_;
  std::size_t current_ = 0;
  std::size_t position_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t bytes_ = 0;
  std::size_t read_ = 0;  // items of the stretches so far
  bool refused_ = false;
  bool refused_by_item_ = false;
  std::function<bool()> between_;
  Reading next_ = Reading::End;
  std::shared_ptr<base::SideThread> reader_ = std::make_shared<base::SideThread>();
  base::SideTask ahead_;  // the last member, so its thread ends before the buffers that it fills
};

}  // namespace gongwen::engine
