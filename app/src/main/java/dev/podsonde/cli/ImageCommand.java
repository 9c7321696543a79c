package dev.podsonde.cli;

import dev.podsonde.cluster.HelperImage;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code podsonde image}: builds the helper pod's image. */
@Command(
    name = "image",
    description = "Builds the image of the helper pod, without any container tool.",
    footer = {
      "",
      "Load it on each node:  ctr -n k8s.io images import podsonde-helper.tar",
      "or push it to a registry, and name it with --image."
    })
final class ImageCommand implements ParsedCommand {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "the archive to write (podsonde-helper.tar)")
  private Path output = Path.of("podsonde-helper.tar");

  @Option(names = "--name", paramLabel = "NAME:TAG", description = "instead of this build's name")
  private String name = "";

  @Override
  public int run() throws IOException {
    String image = name.isEmpty() ? HelperImage.defaultName() : name;
    long length = HelperImage.build(image, output);
    System.out.println(image);
    System.err.printf("podsonde: %s, %.1f MB%n", output, length / 1e6);
    return ExitStatus.OK;
  }
}
