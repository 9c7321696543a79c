package dev.podsonde.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of an old library the stack maps of newer ones (JVMS §4.7.4). Classes without
 * are verified anew at each start and stay out of the ahead-of-time cache, which costs every
 * command that picocli, compiled for Java 5, reads the arguments of a tenth of a second.
 */
public final class StackMaps {
  private static final int FIRST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

  /** The first version that has no other way to be verified. */
  private static final int VERSION = ClassFile.JAVA_7_VERSION;

  private StackMaps() {}

  /** Rewrites the jar files at the paths given, each in one step. */
  public static void main(String[] arguments) throws IOException {
    for (String argument : arguments) {
      Path jar = Path.of(argument);
      Path rewritten = Files.createTempFile(jar.toAbsolutePath().getParent(), "stack-maps", ".tmp");
      try {
        rewrite(jar, rewritten);
        Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(rewritten);
      }
    }
  }

  private static void rewrite(Path jar, Path target) throws IOException {
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        var in = new ZipFile(jar.toFile());
        OutputStream file = Files.newOutputStream(target);
        var out = new ZipOutputStream(file)) {
      ClassFile classFile =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader).cached()));
      for (ZipEntry entry : List.copyOf(Collections.list(in.entries()))) {
        byte[] content = in.getInputStream(entry).readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().endsWith(".class") ? withStackMaps(classFile, content) : content);
      }
    }
  }

  private static byte[] withStackMaps(ClassFile classFile, byte[] content) {
    ClassModel model = classFile.parse(content);
    if (model.majorVersion() >= FIRST_WITH_STACK_MAPS) {
      return content;
    }
    // Method bodies must go through a transform, else they are copied as they are.
    return classFile.transformClass(
        model,
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
            .andThen(ClassTransform.endHandler(builder -> builder.withVersion(VERSION, 0))));
  }
}
