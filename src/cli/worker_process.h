// Workers: this program once more, with an engine that is told in one text what it is to have, since a worker has no
// environment. Its socket is its standard input.
#pragma once

#include "gongwen/engine.h"
#include "resources/file_descriptor.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::cli {

/// This program, also when another one has taken its place on the disk: both sides of a socket must agree.
inline constexpr std::string_view kThisProgram = "/proc/self/exe";

/// A JSON object.
std::string describe_engine(const EngineOptions& options);
/// Nothing for what describe_engine has not written.
std::optional<EngineOptions> read_engine(std::string_view description);

/// The socket of a worker; the library must not take the standard input for data.
resources::FileDescriptor worker_socket();

}  // namespace gongwen::cli
