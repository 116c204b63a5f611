// PreviewFront: the preview over HTTP, only for clients that know the secret in its address.
#pragma once

#include "base/expected.h"
#include "diagnostics/text.h"
#include "resources/folder_watch.h"
#include "service/detail/path_pattern.h"
#include "service/http/event_loop.h"
#include "service/http/server.h"
#include "service/preview/detail/question.h"
#include "service/worker.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace gongwen::preview {

// Maker: the worker of the preview as the front sees it. It answers one question at a time; a worker that crashes or
// takes too long is replaced.

enum class Ending : std::uint8_t {
  Answered,
  Crashed,   // the worker crashed
  TooLong,   // the worker was killed
  Overtaken  // given up, since files have changed
};

/// Life of a question: ask() queues it, the worker answers or ends, `done` is called once with the result. Owned by
/// LivePreview.
class Maker {
 public:
  using Done = std::function<void(Ending, Answer)>;

  /// The loop must outlive it.
  Maker(http::EventLoop& loop, std::string program, std::vector<std::string> arguments);
  Maker(const Maker&) = delete;
  Maker& operator=(const Maker&) = delete;

  /// Returns the error if the worker cannot be started.
  std::error_code start();
  /// Queues a question; calls `done` once, later.
  void ask(const Question& question, Done done);
  /// Must be called when files have changed. Pages that have been in work for longer than a moment are given up, since
  /// they are outdated; other work of that age is started again with the new files.
  void overtake();

 private:
  struct Job {
    Ask ask = Ask::Pages;
    std::string message;
    std::chrono::milliseconds time{};
    Done done;
  };
  // Each of these leads to finish(), so that every question is answered.
  void begin_next();
  void take_message(std::string message);
  bool add_to_answer(std::string message);
  void finish(Ending ending, Answer answer);
  void replace(Ending ending);
  void restart_worker(bool was_at_work);

  http::EventLoop& loop_;
  std::string program_;
  std::vector<std::string> arguments_;
  // First in, first out; a question that was interrupted by overtake() goes to the front.
  std::deque<Job> waiting_;
  std::optional<Job> job_;
  std::int64_t start_ = 0;  // start of the job
  http::EventLoop::Timer limit_;
  http::EventLoop::Timer starting_;
  std::optional<Answer> answer_;
  std::size_t parts_ = 0;
  service::WorkerLink worker_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  // expires with this, so that posted work can tell
};

// Views: what the preview shows for each source of data, made again when files change. States of a view: unknown,
// making, known, outdated. An outdated view is made only when a browser asks for it, so only visible views cost
// time.

struct ViewPage {
  std::string hash;
  std::string width;  // px, `794.0`
  std::string height;
  std::shared_ptr<const std::string> content;  // SVG or HTML
};

/// `is_stale`: the pages shown are those of an earlier document, because the present one has errors.
struct View {
  ViewSource source;
  std::string title;

  bool is_known = false;         // made at least once
  bool is_making = false;        // being made
  bool is_outdated = false;      // files have changed since
  std::vector<ViewPage> pages;   // of the last document without errors
  std::uint64_t page_count = 0;  // pages of the document, which may have more than are shown
  bool has_workbook = false;
  std::uint64_t edition = 0;    // incremented whenever it was made without errors
  bool is_stale = false;        // the pages are those of an earlier document
  std::string messages = "[]";  // JSON
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  Ending ending = Ending::Answered;
  std::vector<std::function<void()>> waiting;  // called when it has been made
};

/// What has changed in a view. Empty if only messages have
/// changed.
struct ViewChange {
  std::vector<std::size_t> pages;  // numbers of changed pages, from 1
};

/// Owns the watches of files. Callbacks come from the loop; `changed` is called after all `ready` that were waiting.
class Views {
 public:
  struct Options {
    std::vector<View> views;
    std::vector<std::string> template_files;
    std::vector<std::string> further_files;
    diagnostics::Language language = diagnostics::Language::Chinese;
    std::chrono::milliseconds time{};
  };
  /// `is_seen` returns whether a browser shows a view, `changed` is called when it was made again.
  Views(http::EventLoop& loop, Maker& maker, Options options, std::function<bool(const View&)> is_seen,
        std::function<void(const View&, const ViewChange&)> changed);

  const std::vector<View>& all() const { return options_.views; }
  /// Returns null for an unknown view.
  View* find(std::string_view id);
  /// Calls `ready` when the view corresponds to its present files.
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

  // Only grows: a file that the kind no longer names may come back.
  std::vector<std::string> watched_;  // files and folders
  std::string state_;                 // state of these files at the last look
  std::unique_ptr<resources::FolderEvents> events_;
  http::EventLoop::Watch event_;
  http::EventLoop::Timer quiet_;
  http::EventLoop::Timer slow_look_;  // for file systems that report no changes
};

class PreviewFront;
/// Routes are matched in their order; the last one matches any name.
using ExchangePtr = std::shared_ptr<http::Exchange>;

/// A row of the table of addresses. `answerer` returns false, without having answered, if a value of the path has the
/// wrong type, or if there is no such view.
struct PreviewRoute {
  std::string_view path;
  bool (*answerer)(PreviewFront& front, const ExchangePtr& exchange, const service::PathValues& values);
};
std::span<const PreviewRoute> preview_routes();

/// Lifetime: made before Views, since Views calls it; open() connects the two.
class PreviewFront final : public http::Handler {
 public:
  struct Options {
    std::string title;
    std::string secret;
    diagnostics::Language language = diagnostics::Language::Chinese;
    std::chrono::milliseconds time{};
    std::function<void(const std::string&)> log;
  };
  PreviewFront(http::EventLoop& loop, Maker& maker, Options options)
      : loop_(loop), maker_(maker), options_(std::move(options)) {}

  /// Must be called before the first request; views and maker outlive the front. `address` is that of the server,
  /// `127.0.0.1:41234`: a request to another host comes from a page of a site that has made its own name resolve to
  /// this machine (DNS rebinding).
  void open(Views& views, std::string address);
  /// Returns `http://127.0.0.1:41234/SECRET/`.
  std::string address() const;

  http::BodyPlan plan(const http::RequestHead& head) override;
  void handle(std::shared_ptr<http::Exchange> exchange) override;

  /// Returns null for an unknown view.
  View* find_view(std::string_view id);

  bool is_seen(const View& view) const;
  /// Sends a change to the browsers that show the view.
  void tell(const View& view, const ViewChange& change);

 private:
  friend std::span<const PreviewRoute> preview_routes();
  /// A browser that shows the view (server-sent events); removed when it disconnects.
  struct Listener {
    std::string view;
    ExchangePtr exchange;
  };
  // Handlers of requests, named by the table of routes.
  void go_to_view(const ExchangePtr& exchange);
  void send_style(const ExchangePtr& exchange);
  void send_script(const ExchangePtr& exchange);
  void send_icon(const ExchangePtr& exchange);
  void show(const ExchangePtr& exchange, View& view);
  void listen(const ExchangePtr& exchange, View& view);
  void send_picture(const ExchangePtr& exchange, View& view, std::uint64_t page);
  void send_form(const ExchangePtr& exchange, View& view, std::uint64_t page);
  void inspect(const ExchangePtr& exchange, View& view, std::uint64_t page);
  void send_workbook(const ExchangePtr& exchange, View& view);
  void send_file(const ExchangePtr& exchange, View& view, const std::string& name);

  void refuse(http::Exchange& exchange, unsigned status, const diagnostics::BilingualText& words) const;
  void send_page(const ExchangePtr& exchange, const View& view, const std::string& inspection) const;
  void send_content(http::Exchange& exchange, const View& view, std::uint64_t page, std::string_view type) const;
  void keep_alive();

  http::EventLoop& loop_;
  Maker& maker_;
  Options options_;
  Views* views_ = nullptr;
  std::string host_;
  std::vector<Listener> listeners_;
  http::EventLoop::Timer alive_;
};

// The page around the pictures.

struct PageContext {
  const std::vector<View>& views;
  const View& view;
  std::string title;
  diagnostics::Language language;
  std::string root;        // prefix of all addresses: `/SECRET/`
  std::string inspection;  // JSON; empty if no inspection was requested
};

/// Returns the page as HTML. Fails with a line of JSON for the log.
base::Expected<std::string, std::string> write_preview_page(const PageContext& context);
std::string_view preview_style();
std::string_view preview_script();

}  // namespace gongwen::preview
