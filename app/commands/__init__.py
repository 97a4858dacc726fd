"""The commands of ``aftercall``, one file each."""
