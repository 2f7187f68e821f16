// Copies the run-time jars of each src/test/peers/*/pom.xml to target/peers/*, unless they are there already.
// Runs inside Maven, so settings, mirrors, offline mode and the local repository are those of the build.
import java.nio.file.Files
import java.nio.file.StandardCopyOption
import org.apache.maven.project.DefaultProjectBuildingRequest
import org.apache.maven.project.ProjectBuilder

def peers = new File(project.basedir, 'src/test/peers')
def target = new File(project.build.directory, 'peers')

peers.listFiles().findAll { new File(it, 'pom.xml').file }.sort().each { peer ->
  def pom = new File(peer, 'pom.xml')
  def folder = new File(target, peer.name)
  // Written last: a folder whose copy of the pom.xml is the same is complete.
  def done = new File(folder, 'pom.xml')
  if (done.file && done.text == pom.text) {
    return
  }
  def request = new DefaultProjectBuildingRequest(session.projectBuildingRequest)
  request.project = null
  request.resolveDependencies = true
  request.processPlugins = false
  def resolved = session.container.lookup(ProjectBuilder).build(pom, request)
  def problems = resolved.dependencyResolutionResult.unresolvedDependencies
  if (problems) {
    throw new IllegalStateException("${peer.name}: cannot resolve ${problems}")
  }
  folder.deleteDir()
  folder.mkdirs()
  def jars = resolved.project.artifacts.findAll { it.scope in ['compile', 'runtime'] && it.type == 'jar' }
  jars.each { Files.copy(it.file.toPath(), new File(folder, it.file.name).toPath(), StandardCopyOption.REPLACE_EXISTING) }
  done.text = pom.text
  log.info("${peer.name}: ${jars.size()} jars")
}
