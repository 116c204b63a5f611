// ListFeed: a list that is kept as JSON Lines, for a template to walk over: read, compared with the schema and given
// away in stretches of about a thousand items. Three are in memory: the one that is given away, the one before, which
// the template may still look at, and the next, which another thread reads meanwhile.
#pragma once

#include "base/side_thread.h"
#include "data/document.h"
#include "data/readers.h"
#include "engine/stream/detail/list_proof.h"
#include "resources/byte_stream.h"
#include "schema/list_schema.h"
#include "templating/item_stream.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gongwen::engine {

struct ListFeedOptions {
  std::string path;
  schema::ListSchema schema;
  data::JsonLimits limits;
  /// What the items of each third stretch are known by; not the source of anything else.
  std::array<diagnostics::SourceId, 3> sources;
  /// Proofreads the items as they are read, if there is one; it lives as long.
  ListProof* proof = nullptr;
  /// Whether the rules of the kind hold for some items, of which the first has this place in the list. Empty: no rules.
  std::function<bool(const data::Value& items, std::size_t first)> hold = {};
  /// Asked while the items are counted; null when the run cannot be stopped.
  const base::StopCheck* stop_check = nullptr;
};

class ListFeed final : public templating::ItemStream {
 public:
  /// Counts the items and reads the first of them. Null when the file cannot be read; reading it as a whole reports
  /// why.
  static std::unique_ptr<ListFeed> open(ListFeedOptions options);

  std::optional<data::Value> next() override;
  std::uint64_t size() const override { return size_; }
  void refuse() override { refused_ = true; }

  /// Something was wrong with an item, the template, or `between`: nothing more is given.
  bool refused() const { return refused_; }
  std::uint64_t bytes() const { return bytes_; }
  /// Called when the items of one stretch have been given and there are more: whether to continue.
  void set_between(std::function<bool()> between) { between_ = std::move(between); }
  /// The items of the first stretch, as an array.
  const data::Document& first_items() const { return *stretches_[0].items; }
  /// A value of the last items, whose pointer starts there; nothing for other places.
  std::optional<data::Value> value_at(diagnostics::DataPlace place) const;

 private:
  struct Stretch {
    std::string text;
    std::optional<data::Document> items;  // views of `text`
  };
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
  std::function<bool()> between_;
  Reading next_ = Reading::End;
  std::shared_ptr<base::SideThread> reader_ = std::make_shared<base::SideThread>();
  base::SideTask ahead_;  // the last member: it ends before what it reads into
};

}  // namespace gongwen::engine
