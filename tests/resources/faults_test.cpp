// Files and texts that cannot be read, each with its message.
#include "resources/read_file.h"
#include "support/diagnostic_lines.h"
#include "support/require.h"

#include <cstdio>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::resources;

namespace {

/// A file of this content, which lives as long as this.
struct TemporaryFile {
  explicit TemporaryFile(std::string_view content) {
    std::FILE* const file = std::fopen(path, "wb");
    tests::require(file != nullptr);
    std::fwrite(content.data(), 1, content.size(), file);
    std::fclose(file);
  }
  ~TemporaryFile() { std::remove(path); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  static constexpr const char* path = "test_resources_faults.tmp";
};

/// What is reported when a file is read with a limit of 1 MiB.
std::string faults(const std::string& path) {
  SourceStore store;
  diagnostics::DiagnosticSink sink;
  const bool read = read_text(path, {std::size_t{1} << 20}, store, sink).has_value();
  EXPECT_NE(read, sink.has_errors());
  return diagnostics::print_text(sink.diagnostics(), {&store, nullptr}, {});
}

}  // namespace

TEST(Faults, FilesThatCannotBeRead) {
  EXPECT_EQ(faults("no/such/file"), "error[resources/not-found]: file `no/such/file` not found\n");
  EXPECT_EQ(faults("/"), "error[resources/is-folder]: `/` is a folder, not a file\n");
  const TemporaryFile bad("a\nb\xFF");
  EXPECT_EQ(faults(bad.path),
            "error[resources/not-utf8]: `test_resources_faults.tmp` is not UTF-8: invalid byte at line 2\n"
            "  hint: save the file as UTF-8\n");
}

TEST(Faults, FilesBeyondTheLimit) {
  {
    const TemporaryFile just(std::string(std::size_t{1} << 20, ' '));
    EXPECT_TRUE(faults(just.path).empty());
  }
  const TemporaryFile large(std::string((std::size_t{1} << 20) + 1, ' '));
  EXPECT_EQ(faults(large.path), "error[resources/too-large]: `test_resources_faults.tmp` is larger than 1 MB\n");
}
