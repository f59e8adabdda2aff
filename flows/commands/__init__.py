"""The commands of ``fazhi``, one module a family. Each imports the heavy parts when it is called."""
