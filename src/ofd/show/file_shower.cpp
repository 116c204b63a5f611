#include "ofd/show/file_shower.h"

#include "diagnostics/catalogue/show.h"
#include "resources/child_program.h"
#include "resources/environment.h"

#include <chrono>

namespace gongwen::show {

namespace messages = diagnostics::messages;

namespace {

using diagnostics::Origin;
constexpr const char* kProgram = "gongwen-show";
constexpr std::size_t kMaxForeign = std::size_t{64} << 20;
constexpr std::size_t kMaxAnswer = std::size_t{1} << 30;
/// The program may take longer than its processor time by this.
constexpr std::chrono::seconds kSpareTime{60};

}  // namespace

std::optional<ShowAnswer> show_file(std::string_view bytes, const ShowRequest& request,
                                    const std::string& libexec_folder, diagnostics::DiagnosticSink& sink) {
  if (bytes.size() > kMaxForeign) {
    sink.report(messages::ShowTooLarge, Origin(), request.name, std::to_string(bytes.size()));
    return std::nullopt;
  }
  resources::ProgramCall call{resources::libexec_path(libexec_folder, kProgram), {kProgram}};
  call.most_output = kMaxAnswer;
  std::string input = write_request(request);
  input += bytes;
  const std::chrono::seconds time = std::chrono::seconds(request.seconds) + kSpareTime;
  const resources::ProgramEnd ended = resources::run_program(call, input, time, [&sink] { sink.go_on_now(); });
  const std::string end = resources::end_words(ended.status);
  // The loader exits like this if a library of the program is missing.
  const bool lacks_library = end == "exit status 127";
  if (ended.not_started || lacks_library) {
    sink.report(messages::ShowNoProgram, Origin(), call.path, lacks_library ? end : ended.not_started.message());
    return std::nullopt;
  }
  if (ended.is_too_long) {
    sink.report(messages::ShowTooLarge, Origin(), request.name, "1 GiB");
    return std::nullopt;
  }
  const diagnostics::ErrorWatch errors(sink);
  std::optional<ShowAnswer> answer =
      end.empty() && !ended.is_out_of_time ? parse_answer(ended.output, sink) : std::nullopt;
  if (!answer && !errors.saw_errors()) {
    // SIGXCPU ends a program that has used up its time.
    const bool out_of_time = ended.is_out_of_time || end == "signal 24";
    if (end == "exit status 4") {
      sink.report(messages::ShowTooLarge, Origin(), request.name, "3 GiB");
    } else if (out_of_time) {
      sink.report(messages::ShowTooLarge, Origin(), request.name, std::to_string(request.seconds) + " s");
    } else {
      sink.report(messages::ShowFailed, Origin(), request.name, end.empty() ? "no answer" : end);
    }
  }
  return errors.saw_errors() ? std::nullopt : std::move(answer);
}

}  // namespace gongwen::show
