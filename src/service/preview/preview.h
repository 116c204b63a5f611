// The live preview for authors: a document in the browser that follows every saved change of its template and data.
//   const base::Expected<int, preview::PreviewError> ended = preview::run_preview(std::move(options));
#pragma once

#include "base/expected.h"
#include "diagnostics/text.h"
#include "gongwen/engine.h"
#include "resources/file_descriptor.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

namespace gongwen::preview {

struct PreviewOptions {
  std::string title;                        // title of the kind
  std::vector<std::string> template_files;  // files of the kind, as they are at the start
  std::vector<std::string> data_files;      // each is a view
  diagnostics::Language language = diagnostics::Language::Chinese;
  /// The program that lays documents out if started with these arguments and a socket as its standard input.
  std::string worker_program;
  std::vector<std::string> worker_arguments;
  /// Time limit for one document.
  std::chrono::milliseconds time{20'000};
  /// Files that are watched besides those of the kind and the data.
  std::vector<std::string> further_files;
  /// Seconds since 1970, for dates of responses.
  std::function<std::int64_t()> clock;
  /// Called once requests are answered, with the address, which contains the secret.
  std::function<void(const std::string&)> ready;
  /// Gets a line for each failure of the preview itself.
  std::function<void(const std::string&)> log;
};

struct PreviewError {
  enum class Kind : std::uint8_t { CannotListen, CannotStartWorker };
  Kind kind = Kind::CannotListen;
  std::string what;  // address or program
  std::error_code code;
};

/// Serves on a port of the loopback address that the system chooses, until SIGTERM or SIGINT. Returns the exit status.
/// Blocks. Called by the subcommand `preview`; the browser shows the address that `ready` gets, with the secret of 128
/// bits in its path.
base::Expected<int, PreviewError> run_preview(PreviewOptions options);

// The worker: the engine in a separate process, so that a template that crashes it ends neither the preview nor the
// pages on show.

/// Answers questions on the socket until it is closed. The engine has EngineOptions::reload;
/// `render` are the options of all documents. Returns the exit status. `engine` reads
/// changed templates anew at each question (reload); the front kills the worker if it takes
/// too long.
int run_preview_worker(resources::FileDescriptor socket, const Engine& engine, const std::string& kind,
                       const RenderOptions& render);

}  // namespace gongwen::preview
