// gongwen-show: shows a foreign file. Reads a request (ofd/show/show_request.h) and the bytes of the file from the
// standard input, and writes the answer to the standard output. Started by ofd/show/file_shower.h.
#include "ofd/show/show_request.h"
#include "programs/show/detail/make_shown.h"
#include "resources/confine.h"
#include "resources/file_descriptor.h"
#include "resources/folder.h"
#include "resources/read_file.h"

#include <array>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <sys/syscall.h>
#include <unistd.h>

namespace {

using gongwen::resources::AllowedFiles;
using gongwen::resources::FileUse;

constexpr std::uint64_t kShowMemory = std::uint64_t{3} << 30;
constexpr std::size_t kMaxInput = std::size_t{80} << 20;
/// Fonts of the file become files in memory, which count like files on disk.
constexpr std::uint64_t kMaxFile = std::uint64_t{256} << 20;

/// Folders and files from which libraries are loaded.
constexpr std::array kOfSystem = {"/usr", "/lib", "/lib64", "/etc/ld.so.cache"};
constexpr int kLinksDepth = 2;

/// Limits resources and rights, so that a hostile file affects only this process, which can read nothing but libraries
/// and fonts, and write nothing but its answer.
void confine(const gongwen::show::ShowRequest& request) {
  gongwen::resources::limit_program({.seconds = request.seconds, .memory = kShowMemory, .file_size = kMaxFile});
  std::vector<AllowedFiles> files;
  for (const char* const path : kOfSystem) files.push_back({path, FileUse::Read});
  std::vector<std::string> folders = request.font_folders;
  folders.push_back(request.fonts_folder);
  for (const std::string& folder : folders) {
    files.push_back({folder, FileUse::Read});
    // A rule applies to a place, not to links that lead there.
    for (std::string& link :
         gongwen::resources::walk_folder(folder, kLinksDepth, gongwen::resources::is_put_there).links)
      files.push_back({std::move(link), FileUse::Read});
  }
  gongwen::resources::allow_files(files);
  const auto outside = gongwen::resources::outside_calls();
  std::vector<int> refused(outside.begin(), outside.end());
  refused.insert(refused.end(), {SYS_execve, SYS_execveat, SYS_socketpair});
  gongwen::resources::refuse_calls(refused);
}

std::string answer(const gongwen::show::ShowRequest& request, std::string_view bytes) {
  gongwen::diagnostics::DiagnosticSink sink;
  gongwen::resources::SourceStore sources;
  const auto fonts = gongwen::text::FontLibrary::open(request.fonts_folder, sources, sink);
  gongwen::show::ShowAnswer made;
  if (fonts != nullptr) {
    for (const std::string& folder : request.font_folders) fonts->add_folder(folder, sink);
    made = gongwen::show::make_shown(bytes, request, *fonts, sink);
  }
  return gongwen::show::write_answer(made, sink.diagnostics());
}

}  // namespace

int main() {
  // Exit status if memory runs out: the answer is large, or a part of the file asks for more than there is.
  constexpr int kOutOfMemory = 4;
  const std::optional<std::string> input = gongwen::resources::read_to_end(STDIN_FILENO, kMaxInput);
  const std::size_t end = input ? input->find('\n') : std::string::npos;
  const auto request =
      end == std::string::npos ? std::nullopt : gongwen::show::parse_request(std::string_view(*input).substr(0, end));
  if (!request) return 2;
  confine(*request);
  try {
    const std::string made = answer(*request, std::string_view(*input).substr(end + 1));
    return gongwen::resources::write_all(STDOUT_FILENO, made) ? 3 : 0;
  } catch (const std::bad_alloc&) {
    return kOutOfMemory;
  }
}
