// Views: what the preview shows of each source of data, made again when its files change.
#pragma once

#include "diagnostics/text.h"
#include "http/event_loop.h"
#include "preview/detail/maker.h"
#include "preview/detail/question.h"
#include "resources/folder_watch.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::preview {

struct ViewPage {
  std::string hash;
  std::string width;  // px, `794.0`
  std::string height;
  std::shared_ptr<const std::string> content;  // SVG or HTML
};

struct View {
  ViewSource source;
  std::string title;

  bool is_known = false;         // it was made once
  bool is_making = false;        // its maker has been asked
  bool is_outdated = false;      // something has changed since
  std::vector<ViewPage> pages;   // the last ones without errors
  std::uint64_t page_count = 0;  // of the document, which may have more than are shown
  bool has_workbook = false;
  std::uint64_t edition = 0;    // one more whenever it was made without errors
  bool is_stale = false;        // they are those of a document from before
  std::string messages = "[]";  // JSON
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  Ending ending = Ending::Answered;
  std::vector<std::function<void()>> waiting;  // until it is made
};

/// What has become of a view.
struct ViewChange {
  std::vector<std::size_t> pages;  // numbers of those that are others than before, from 1
};

class Views {
 public:
  struct Options {
    std::vector<View> views;
    std::vector<std::string> template_files;
    std::vector<std::string> further_files;
    diagnostics::Language language = diagnostics::Language::Chinese;
    std::chrono::milliseconds time{};
  };
  /// `is_seen` returns whether somebody looks at a view, `changed` is called when it was made again.
  Views(http::EventLoop& loop, Maker& maker, Options options, std::function<bool(const View&)> is_seen,
        std::function<void(const View&, const ViewChange&)> changed);

  const std::vector<View>& all() const { return options_.views; }
  /// Null for an unknown view.
  View* find(std::string_view id);
  /// Calls `ready` once the view is as its files are now.
  void want(View& view, std::function<void()> ready);

 private:
  void make(View& view);
  void take(View& view, Ending ending, const Answer& answer);
  void take_pages(View& view, const Answer& answer, ViewChange& change);
  bool watch(const std::vector<std::string>& paths);
  void look();
  void look_soon();
  void mark_changed();

  http::EventLoop& loop_;
  Maker& maker_;
  Options options_;
  std::function<bool(const View&)> is_seen_;
  std::function<void(const View&, const ViewChange&)> changed_;

  std::vector<std::string> watched_;  // files and folders
  std::string state_;                 // of them, when they were looked at last
  std::unique_ptr<resources::FolderEvents> events_;
  http::EventLoop::Watch event_;
  http::EventLoop::Timer quiet_;
  http::EventLoop::Timer slow_look_;  // for file systems that report nothing
};

}  // namespace gongwen::preview
