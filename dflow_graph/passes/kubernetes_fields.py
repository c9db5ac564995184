"""The fields of the objects of Kubernetes that a graph may hold, by the name of the object.

Only a graph with a member that may be misspelt imports this module.
`python -m tests.passes.kubernetes_fields` renews the table.
"""

from __future__ import annotations

from functools import cache

__all__ = ["fields_of"]


@cache
def _objects() -> dict[str, dict[str, str]]:
    joined = _TABLE.replace("\n  ", " ")
    found = {}
    for line in joined.splitlines():
        name, _, words = line.partition(" = ")
        parts = (word.partition(":") for word in words.split())
        found[name] = {field: kind for field, _, kind in parts}
    return found


def fields_of(name: str) -> dict[str, str]:
    """The fields of an object; of those that hold an object or a list of such, its name."""
    return _objects()[name]


_TABLE = """
AWSElasticBlockStoreVolumeSource = fsType partition readOnly volumeID
Affinity = nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
AppArmorProfile = localhostProfile type
AzureDiskVolumeSource = cachingMode diskName diskURI fsType kind readOnly
AzureFileVolumeSource = readOnly secretName shareName
CSIVolumeSource = driver fsType nodePublishSecretRef:LocalObjectReference readOnly
  volumeAttributes
Capabilities = add drop
CephFSVolumeSource = monitors path readOnly secretFile secretRef:LocalObjectReference user
CinderVolumeSource = fsType readOnly secretRef:LocalObjectReference volumeID
ClusterTrustBundleProjection = labelSelector:LabelSelector name optional path signerName
ConfigMapEnvSource = name optional
ConfigMapKeySelector = key name optional
ConfigMapProjection = items:KeyToPath name optional
ConfigMapVolumeSource = defaultMode items:KeyToPath name optional
ContainerPort = containerPort hostIP hostPort name protocol
ContainerResizePolicy = resourceName restartPolicy
DownwardAPIProjection = items:DownwardAPIVolumeFile
DownwardAPIVolumeFile = fieldRef:ObjectFieldSelector mode path
  resourceFieldRef:ResourceFieldSelector
DownwardAPIVolumeSource = defaultMode items:DownwardAPIVolumeFile
EmptyDirVolumeSource = medium sizeLimit
EnvFromSource = configMapRef:ConfigMapEnvSource prefix secretRef:SecretEnvSource
EnvVar = name value valueFrom:EnvVarSource
EnvVarSource = configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector
  resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
EphemeralVolumeSource = volumeClaimTemplate:PersistentVolumeClaimTemplate
ExecAction = command
FCVolumeSource = fsType lun readOnly targetWWNs wwids
FlexVolumeSource = driver fsType options readOnly secretRef:LocalObjectReference
FlockerVolumeSource = datasetName datasetUUID
GCEPersistentDiskVolumeSource = fsType partition pdName readOnly
GRPCAction = port service
GitRepoVolumeSource = directory repository revision
GlusterfsVolumeSource = endpoints path readOnly
HTTPGetAction = host httpHeaders:HTTPHeader path port scheme
HTTPHeader = name value
HostPathVolumeSource = path type
ISCSIVolumeSource = chapAuthDiscovery chapAuthSession fsType initiatorName iqn iscsiInterface
  lun portals readOnly secretRef:LocalObjectReference targetPortal
ImageVolumeSource = pullPolicy reference
KeyToPath = key mode path
LabelSelector = matchExpressions:LabelSelectorRequirement matchLabels
LabelSelectorRequirement = key operator values
Lifecycle = postStart:LifecycleHandler preStop:LifecycleHandler stopSignal
LifecycleHandler = exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction
  tcpSocket:TCPSocketAction
LocalObjectReference = name
ManagedFieldsEntry = apiVersion fieldsType fieldsV1 manager operation subresource time
NFSVolumeSource = path readOnly server
NodeAffinity = preferredDuringSchedulingIgnoredDuringExecution:PreferredSchedulingTerm
  requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
NodeSelector = nodeSelectorTerms:NodeSelectorTerm
NodeSelectorRequirement = key operator values
NodeSelectorTerm = matchExpressions:NodeSelectorRequirement matchFields:NodeSelectorRequirement
ObjectFieldSelector = apiVersion fieldPath
ObjectMeta = annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp
  finalizers generateName generation labels managedFields:ManagedFieldsEntry name namespace
  ownerReferences:OwnerReference resourceVersion selfLink uid
OwnerReference = apiVersion blockOwnerDeletion controller kind name uid
PersistentVolumeClaimSpec = accessModes dataSource:TypedLocalObjectReference
  dataSourceRef:TypedObjectReference resources:VolumeResourceRequirements selector:LabelSelector
  storageClassName volumeAttributesClassName volumeMode volumeName
PersistentVolumeClaimTemplate = metadata:ObjectMeta spec:PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource = claimName readOnly
PhotonPersistentDiskVolumeSource = fsType pdID
PodAffinity = preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm
  requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm
PodAffinityTerm = labelSelector:LabelSelector matchLabelKeys mismatchLabelKeys
  namespaceSelector:LabelSelector namespaces topologyKey
PodAntiAffinity = preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm
  requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm
PortworxVolumeSource = fsType readOnly volumeID
PreferredSchedulingTerm = preference:NodeSelectorTerm weight
Probe = exec:ExecAction failureThreshold grpc:GRPCAction httpGet:HTTPGetAction
  initialDelaySeconds periodSeconds successThreshold tcpSocket:TCPSocketAction
  terminationGracePeriodSeconds timeoutSeconds
ProjectedVolumeSource = defaultMode sources:VolumeProjection
QuobyteVolumeSource = group readOnly registry tenant user volume
RBDVolumeSource = fsType image keyring monitors pool readOnly secretRef:LocalObjectReference
  user
ResourceClaim = name request
ResourceFieldSelector = containerName divisor resource
ResourceRequirements = claims:ResourceClaim limits requests
SELinuxOptions = level role type user
ScaleIOVolumeSource = fsType gateway protectionDomain readOnly secretRef:LocalObjectReference
  sslEnabled storageMode storagePool system volumeName
SeccompProfile = localhostProfile type
SecretEnvSource = name optional
SecretKeySelector = key name optional
SecretProjection = items:KeyToPath name optional
SecretVolumeSource = defaultMode items:KeyToPath optional secretName
SecurityContext = allowPrivilegeEscalation appArmorProfile:AppArmorProfile
  capabilities:Capabilities privileged procMount readOnlyRootFilesystem runAsGroup runAsNonRoot
  runAsUser seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile
  windowsOptions:WindowsSecurityContextOptions
ServiceAccountTokenProjection = audience expirationSeconds path
SleepAction = seconds
StorageOSVolumeSource = fsType readOnly secretRef:LocalObjectReference volumeName
  volumeNamespace
TCPSocketAction = host port
Toleration = effect key operator tolerationSeconds value
TypedLocalObjectReference = apiGroup kind name
TypedObjectReference = apiGroup kind name namespace
UserContainer = args command env:EnvVar envFrom:EnvFromSource image imagePullPolicy
  lifecycle:Lifecycle livenessProbe:Probe mirrorVolumeMounts name ports:ContainerPort
  readinessProbe:Probe resizePolicy:ContainerResizePolicy resources:ResourceRequirements
  restartPolicy securityContext:SecurityContext startupProbe:Probe stdin stdinOnce
  terminationMessagePath terminationMessagePolicy tty volumeDevices:VolumeDevice
  volumeMounts:VolumeMount workingDir
Volume = awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource
  azureFile:AzureFileVolumeSource cephfs:CephFSVolumeSource cinder:CinderVolumeSource
  configMap:ConfigMapVolumeSource csi:CSIVolumeSource downwardAPI:DownwardAPIVolumeSource
  emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource
  flexVolume:FlexVolumeSource flocker:FlockerVolumeSource
  gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource
  glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource
  iscsi:ISCSIVolumeSource name nfs:NFSVolumeSource
  persistentVolumeClaim:PersistentVolumeClaimVolumeSource
  photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource
  projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource
  scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource
  vsphereVolume:VsphereVirtualDiskVolumeSource
VolumeDevice = devicePath name
VolumeMount = mountPath mountPropagation name readOnly recursiveReadOnly subPath subPathExpr
VolumeProjection = clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection
  downwardAPI:DownwardAPIProjection secret:SecretProjection
  serviceAccountToken:ServiceAccountTokenProjection
VolumeResourceRequirements = limits requests
VsphereVirtualDiskVolumeSource = fsType storagePolicyID storagePolicyName volumePath
WeightedPodAffinityTerm = podAffinityTerm:PodAffinityTerm weight
WindowsSecurityContextOptions = gmsaCredentialSpec gmsaCredentialSpecName hostProcess
  runAsUserName
"""
