// Makes target/cometmq-JAVAVERSION.jsa, a class archive of the jar: bin/cometmq and the integration tests start faster with it.
// Runs inside Maven, with the Java that Maven runs on.
def build = new File(project.build.directory)
def jar = new File(build, 'cometmq.jar')
def archive = new File(build, "cometmq-${System.getProperty('java.version')}.jsa")
if (archive.lastModified() > jar.lastModified()) {
  return
}
archive.delete()
def folder = File.createTempDir('warm-up', '')
def java = new File(System.getProperty('java.home'), 'bin/java').path
def said = new File(build, 'class-archive.log')
def process = new ProcessBuilder(
    java, '-Xmx256m', '-XX:+UseSerialGC', "-XX:ArchiveClassesAtExit=$archive", '-jar', jar.path, 'warm-up', '--folder', folder.path)
    .redirectErrorStream(true).redirectOutput(said).start()
def code = process.waitFor()
folder.deleteDir()
if (code != 0) {
  throw new IllegalStateException("making the class archive ended with $code:\n${said.text}")
}
